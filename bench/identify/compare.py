"""minato scan -sV beside nmap -sV over the lab's real servers, with the truth beside both.

usage: compare.py [--offset N] [--variant weak|hardened] [--only NAME…] [--skip-nmap] [--pcap FILE]

All servers run in one namespace; one run of each program asks all of them over a veth pair. Counted: service right, product right, version right where the server reveals it, wrong versions.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lab"))
import real_servers  # noqa: E402
from lab import Lab  # noqa: E402

ADDRESS = real_servers.ADDRESS
# The same service under the names that programs give it.
SAME = [{"microsoft-ds", "netbios-ssn", "smb"}, {"domain", "dns"}, {"ms-wbt-server", "rdp"},
        {"sunrpc", "rpcbind", "portmapper"}, {"vnc", "rfb"}, {"socks5", "socks"}, {"x11", "X11"},
        {"http", "https", "docker-registry"}, {"ipp", "http", "cups"}, {"redis", "redis-server"},
        {"smtp", "submission", "smtps"}, {"imap", "imaps"}, {"pop3", "pop3s"}, {"ldap", "ldaps"},
        {"mqtt", "secure-mqtt"}, {"amqp", "amqps"}, {"http-proxy", "squid-http", "http"},
        {"etcd", "http", "etcd-client"}, {"icecast", "http"}, {"beanstalk", "beanstalkd"},
        {"xmpp", "xmpp-client", "jabber"}, {"irc", "ircd"}, {"memcached", "memcache"}]
SAME_PRODUCT = [{"isc bind", "bind"}, {"openssl s_server", "openssl"}, {"gnu inetutils telnetd", "linux telnetd"},
                {"apache httpd", "apache"}, {"nats server", "nats-server", "nats"}, {"pure-ftpd", "pureftpd"},
                {"dropbear", "dropbear sshd"}, {"exim", "exim smtpd"}, {"postfix", "postfix smtpd"}]


def same(one, other, groups):
    one, other = one.lower(), other.lower()
    return one == other or any(one in group and other in group for group in groups)


def same_product(truth, told):
    truth, told = truth.lower(), told.lower()
    if not truth:
        return True
    return bool(told) and (same(truth, told, SAME_PRODUCT) or truth.split()[0] in told
                           or told.split()[0] in truth)


def version_state(truth, told):
    """right, missing or wrong; more digits on one side are no contradiction."""
    if not told:
        return "missing" if truth else "right"
    if not truth:
        return "unproved"
    clean = re.match(r"[vV]?(\d+(?:[._]\d+)*)", told)
    parts, real = (re.split(r"[._]", text) for text in (clean.group(1) if clean else told,
                                                       re.match(r"[\d.]+", truth).group().strip(".")))
    return "right" if all(a == b for a, b in zip(parts, real)) else "wrong"


def listed(ports):
    """Ports as nmap takes them: T:22,80,U:53."""
    return ",".join(f"{kind}:" + ",".join(str(port) for port, of in sorted(ports) if of == transport)
                    for kind, transport in (("T", "tcp"), ("U", "udp"))
                    if any(of == transport for _, of in ports))


def kinds(ports):
    return ["-sS"] + (["-sU"] if any(of == "udp" for _, of in ports) else [])


def run_minato(space, binary, address, ports):
    started = time.monotonic()
    out = space.run(binary, "scan", *kinds(ports), "-sV", "-n", "-Pn", "-p", listed(ports), address, "--json",
                    timeout=300).stdout
    seconds = time.monotonic() - started
    told = {}
    for line in out.splitlines():
        row = json.loads(line)
        if row["type"] == "observation":
            service = row.get("service", {})
            told[row["port"], row["transport"]] = (service.get("name", ""), service.get("product", ""),
                                                   service.get("version", ""),
                                                   service.get("tunnel", ""))
    return seconds, told


def run_nmap(space, address, ports):
    started = time.monotonic()
    out = space.run("nmap", *kinds(ports), "-sV", "-n", "-Pn", "-p", listed(ports), "-oX", "-", address,
                    timeout=600).stdout
    seconds = time.monotonic() - started
    told = {}
    for port in xml.etree.ElementTree.fromstring(out).iter("port"):
        service = port.find("service")
        if service is not None and service.get("method") == "probed":
            told[int(port.get("portid")), port.get("protocol")] = (
                service.get("name", ""), service.get("product", ""), service.get("version", ""),
                "tls" if service.get("tunnel") else "")
    return seconds, told


def score(truth, told):
    counts = {"services": 0, "service": 0, "product": 0, "versions": 0, "version": 0, "wrong": 0}
    rows = []
    for port, endpoint in sorted(truth.items()):
        name, product, version, tunnel = told.get(port, ("", "", "", ""))
        counts["services"] += 1
        service_right = bool(name) and same(endpoint.service, name, SAME)
        product_right = same_product(endpoint.product, product)
        state = version_state(endpoint.version, version)
        counts["service"] += service_right
        counts["product"] += product_right
        counts["versions"] += bool(endpoint.version)
        counts["version"] += bool(endpoint.version) and state == "right"
        counts["wrong"] += state == "wrong"
        rows.append((port, endpoint, (name, product, version, tunnel), service_right, product_right,
                     state))
    return counts, rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--variant", default="weak")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--skip-nmap", action="store_true")
    parser.add_argument("--pcap", help="keep minato's run as a capture")
    parser.add_argument("--minato", default=os.environ.get("MINATO", str(ROOT / "build/dev/minato")))
    asked = parser.parse_args()
    with Lab("identify") as lab:
        client, host = real_servers.network(lab, "client")
        truth, taken = {}, set()
        for name in asked.only or real_servers.names():
            server = real_servers.load(name)
            endpoints = server.endpoints
            ports = server.ports(asked.offset)
            while taken & {ports[e.key] for e in endpoints}:  # two servers of one port: the next one
                ports = {key: port + 1 for key, port in ports.items()}
            try:
                real_servers.start(lab, host, server, asked.variant, ports)
            except Exception as error:  # a server that does not start here is told, not counted
                print(f"{name}: left out: {str(error).splitlines()[0]}", file=sys.stderr)
                continue
            for endpoint in endpoints:
                truth[ports[endpoint.key], endpoint.transport] = endpoint
                taken.add(ports[endpoint.key])
        programs = [("minato", lambda: run_minato(client, asked.minato, ADDRESS, set(truth)))]
        if not asked.skip_nmap:
            programs.append(("nmap", lambda: run_nmap(client, ADDRESS, set(truth))))
        if asked.pcap:
            recorder = client.start("tcpdump", "-i", "eth0", "-s", "0", "-U", "-w", asked.pcap)
            while not os.path.exists(asked.pcap) or os.path.getsize(asked.pcap) == 0:
                time.sleep(0.05)
        seconds = {}
        for program, run in programs:
            seconds[program], told = run()
            if asked.pcap and program == "minato":
                recorder.stop()
            counts, rows = score(truth, told)
            print(f"\n{program}: {seconds[program]:.1f} s, " + ", ".join(
                f"{key} {value}" for key, value in counts.items()))
            for port, endpoint, answer, service_right, product_right, state in rows:
                if not (service_right and product_right and state in ("right", "unproved")):
                    print(f"  {port[0]}/{port[1]}: is {endpoint.service} | {endpoint.product} | {endpoint.version}"
                          f" — told {' | '.join(answer)} ({state})")
        if "nmap" in seconds:
            print(f"\ntime ratio {seconds['minato'] / seconds['nmap']:.3f}")


main()
