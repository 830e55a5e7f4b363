"""minato audit beside ssh-audit, sslscan and nmap's scripts over one host of the lab, weak: seconds
of each in one run, and every weakness the peers name, with what minato says about it.

    bench/audit/run [--no-nmap]        needs root; peers that are not installed are left out
"""
import json
import os
import pathlib
import re
import shutil
import sys
import time
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lab"))

import real_servers  # noqa: E402
from lab import Lab, as_root  # noqa: E402

MINATO = os.environ.get("MINATO", str(ROOT / "build/release/minato"))
ADDRESS = "10.9.0.2"
PORTS = "21,22,23,25,80,139,443,445"
SERVERS = ("vsftpd", "openssh", "telnetd", "postfix", "nginx", "samba")
# Which of our checks answers what ssh-audit and sslscan say about a kind of algorithm.
SSH_CHECKS = {"kex": "ssh.key-exchange", "key": "ssh.host-key", "enc": "ssh.cipher",
              "mac": "ssh.mac"}


def timed(space, *argv, timeout=400):
    began = time.monotonic()
    done = space.run(*argv, check=False, timeout=timeout)
    return done.stdout, time.monotonic() - began


def minato(space):
    out, seconds = timed(space, MINATO, "audit", ADDRESS, "-p", PORTS, "--json", "-v")
    findings = [finding | {"port": one["port"]} for one in map(json.loads, out.splitlines())
                for finding in one.get("findings", ())]
    return findings, seconds


def says(findings, prefix, word, port):
    """What minato has about a word: the check that names it, or ""."""
    for finding in findings:
        if (finding["port"] == port and finding["id"].startswith(prefix)
                and word in finding.get("evidence", "")):
            return f"{finding['id']} {finding['status']}"
    return ""


def of_ssh_audit(space, findings):
    out, seconds = timed(space, "ssh-audit", "--no-colors", "-b", "-l", "warn", ADDRESS)
    rows = []
    for kind, name in re.findall(r"^\((kex|key|enc|mac)\) (\S+)", out, re.MULTILINE):
        rows.append(("ssh-audit", f"{kind} {name}", says(findings, SSH_CHECKS[kind], name, 22)))
    return rows, seconds


def of_sslscan(space, findings):
    out, seconds = timed(space, "sslscan", "--no-colour", "--xml=-", f"{ADDRESS}:443")
    tree = xml.etree.ElementTree.fromstring(out)
    rows = []
    for protocol in tree.iter("protocol"):
        version = f"TLSv{protocol.get('version')}"
        if protocol.get("enabled") == "1" and protocol.get("version") in ("1.0", "1.1", "2", "3"):
            rows.append(("sslscan", version, says(findings, "tls.protocols", version, 443)))
    for cipher in tree.iter("cipher"):
        if cipher.get("strength") in ("null", "anonymous", "weak", "medium"):
            rows.append(("sslscan", cipher.get("cipher"), says(findings, "tls.ciphers", "TLS", 443)))
    return rows, seconds


# What nmap's scripts find here, and our check about the same.
NMAP_CHECKS = {
    "ftp-anon": "ftp.anonymous", "ftp-bounce": "ftp.bounce", "ssh2-enum-algos": "ssh.cipher",
    "ssh-hostkey": "ssh.host-key-size", "telnet-encryption": "telnet.encryption",
    "smtp-commands": "smtp.encryption", "smtp-open-relay": "smtp.open-relay",
    "http-title": "http.", "http-server-header": "http.version-leak", "http-git": "http.exposed",
    "http-cookie-flags": "http.cookies", "http-security-headers": "http.hsts",
    "http-methods": "http.methods", "http-trace": "http.trace", "http-headers": "http.",
    "ssl-cert": "tls.certificate", "ssl-enum-ciphers": "tls.ciphers", "ssl-date": "tls.",
    "tls-alpn": "tls.", "tls-nextprotoneg": "tls.", "ssl-dh-params": "tls.group",
    "smb-protocols": "smb.smb1", "smb-security-mode": "smb.guest", "smb2-security-mode": "smb.signing",
    "smb-os-discovery": "smb.names", "smb2-capabilities": "smb.", "smb-enum-shares": "smb.guest",
}


def of_nmap(space, findings):
    out, seconds = timed(space, "nmap", "-n", "-Pn", "-p", PORTS, "--script", "default or safe",
                         "-oX", "-", ADDRESS)
    rows = []
    tree = xml.etree.ElementTree.fromstring(out)
    for script in tree.iter("script"):
        name = script.get("id")
        check = NMAP_CHECKS.get(name)
        ours = next((f"{f['id']} {f['status']}" for f in findings
                     if check and f["id"].startswith(check)), "")
        rows.append(("nmap", name, ours if check else "no countermeasure: only tells"))
    return rows, seconds


def main():
    as_root()
    with Lab("bench-audit") as lab:
        auditor, host = lab.namespace("auditor"), lab.namespace("host")
        lab.cable(auditor, host)
        auditor.address("eth0", "10.9.0.1/24")
        host.address("eth0", f"{ADDRESS}/24")
        for name in SERVERS:
            real_servers.start(lab, host, real_servers.load(name), "weak")
        findings, ours = minato(auditor)
        missing = sum(finding["status"] == "missing" for finding in findings)
        print(f"minato audit      {ours:7.2f} s   {len(findings)} answers, {missing} missing")
        rows = []
        peers = [("ssh-audit", of_ssh_audit), ("sslscan", of_sslscan)]
        if "--no-nmap" not in sys.argv:
            peers.append(("nmap", of_nmap))
        for name, run in peers:
            if not shutil.which(name):
                print(f"{name:17} not installed")
                continue
            more, seconds = run(auditor, findings)
            rows += more
            print(f"{name:17} {seconds:7.2f} s   {seconds / ours:6.1f} × minato audit,"
                  f" {len(more)} remarks")
        print()
        for peer, what, answer in sorted(set(rows)):
            print(f"{'same' if answer else 'LEFT'}  {peer:10} {what:45} {answer}")
        left = sum(not answer for _, _, answer in set(rows))
        print(f"\n{len(set(rows))} remarks of peers, {left} without an answer of ours")


if __name__ == "__main__":
    main()
