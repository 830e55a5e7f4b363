#!/usr/bin/python3
"""`minato scan` as a command in networks of the lab: ways, discovery, rights, files. MINATO names the binary.

How right its answers are on bad links is the matter of scan_truth_test.py.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys
import time
import unittest

import lab as lab_module
from lab import Lab, LabError

MINATO = pathlib.Path(os.environ.get("MINATO", lab_module.ROOT / "build/dev/minato"))
OPEN_22_80 = [{"ports": "22,80", "answer": "open"}]


class Scans(unittest.TestCase):
    def setUp(self):
        self.lab = Lab("command")
        self.lab.__enter__()
        self.addCleanup(self.lab.__exit__, None, None, None)
        self.scanner, self.far = self.lab.namespace("scanner"), self.lab.namespace("far")

    def cable(self, *addresses):
        self.lab.cable(self.scanner, self.far)
        self.scanner.plain("eth0")
        self.far.plain("eth0")
        for address in addresses:
            self.scanner.address("eth0", address)

    def scan(self, *words, check=True):
        done = self.scanner.run(MINATO, "scan", *words, "--json", "--lang", "en", check=False)
        if check:
            self.assertEqual(done.returncode, 0, done.stderr)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.opened = {(line["address"], line["port"]) for line in lines
                       if line["type"] == "observation" and line["state"] == "open"}
        self.hosts = {line["address"]: line for line in lines if line["type"] == "host"}
        self.summary = lines[-1] if lines else {}
        return done

    def test_neighbours_are_found_by_arp_and_shown_with_their_address(self):
        self.cable("10.9.0.1/24")
        self.lab.hosts(self.far, {"groups": [{"at": ["10.9.0.16/29"], "rules": OPEN_22_80}]})
        self.scan("10.9.0.0/24", "-p22,80,81")
        self.assertEqual(len(self.opened), 16)
        self.assertEqual(self.hosts["10.9.0.17"]["mac"], "02:6d:0a:09:00:11")
        self.assertEqual(self.hosts["10.9.0.17"]["reason"], "arp-response")
        self.assertEqual(self.summary["counts"]["up"], 9)  # this machine itself, too
        self.assertEqual([left["what"] for left in self.summary["skipped"]], ["10.9.0.255"])

    def test_ipv6_neighbours_and_link_local_addresses_with_their_link(self):
        self.cable("fd09::1/64")
        self.far.address("eth0", "fd09::2/64")
        self.far.listen(tcp=[22])
        near = [line.split()[1].split("/")[0] for line in
                self.far.ip("-6 addr show dev eth0 scope link").splitlines() if "inet6" in line][0]
        self.scan("fd09::2", f"{near}%eth0", "-p22,23")
        self.assertEqual({port for _, port in self.opened}, {22})
        self.assertEqual(len(self.opened), 2)

    def test_hosts_behind_a_router_are_pinged_first(self):
        self.cable("10.9.0.1/24")
        self.scanner.route("10.78.0.0/16", via="10.9.0.254")
        hosts = self.lab.hosts(self.far, {
            "routers": ["10.9.0.254"],
            "groups": [{"at": ["10.78.0.5"], "on_link": False, "rules": OPEN_22_80},
                       {"at": ["10.78.0.6"], "on_link": False, "echo": False, "rules": OPEN_22_80}]})
        self.scan("10.78.0.0/28", "-p1-100")
        self.assertEqual(self.opened, {(f"10.78.0.{host}", port) for host in (5, 6) for port in (22, 80)})
        self.assertLess(hosts.statistics()["syns"], 2 * 100 + 16 * 4 * 6)

    def test_a_silent_gateway_is_the_reason_why_nothing_was_asked(self):
        self.cable("10.9.0.1/24")
        self.scanner.route("10.78.0.0/16", via="10.9.0.254")
        done = self.scan("10.78.0.1", "-p22", check=False)
        self.assertEqual(done.returncode, 4)
        self.assertIn("10.78.0.1", done.stderr)

    def test_no_route_is_an_error(self):
        self.cable("10.9.0.1/24")
        done = self.scan("10.77.0.1", "-p22", check=False)
        self.assertEqual((done.returncode, done.stdout), (4, ""))
        self.assertIn("no route", done.stderr)

    def test_an_interface_that_is_down_is_an_error(self):
        self.cable("10.9.0.1/24")
        self.scanner.ip("link set eth0 down")
        done = self.scan("10.9.0.2", "-p22", check=False)
        self.assertEqual(done.returncode, 4)

    def test_several_interfaces_in_one_scan(self):
        self.cable("10.9.0.1/24")
        other = self.lab.namespace("other")
        self.lab.cable(self.scanner, other, left_interface="eth1")
        other.plain("eth0")
        self.scanner.plain("eth1")
        self.scanner.address("eth1", "10.10.0.1/24")
        self.lab.hosts(self.far, {"groups": [{"at": ["10.9.0.2"], "rules": OPEN_22_80}]})
        self.lab.hosts(other, {"groups": [{"at": ["10.10.0.2"], "rules": OPEN_22_80}]})
        self.scan("10.9.0.2", "10.10.0.2", "127.0.0.1", "-p22,80")
        self.assertEqual(self.opened, {(f"10.{net}.0.2", port) for net in (9, 10) for port in (22, 80)})
        self.assertEqual(len(self.hosts), 3)

    def test_vlans_are_scanned_each_through_its_own_interface(self):
        self.cable("10.9.0.1/24")
        try:
            self.far.ip("link add link eth0 name probe type vlan id 5")
        except LabError as error:
            self.skipTest(f"this kernel has no VLANs: {error}")
        for number in (10, 20):
            for space, host in ((self.scanner, 1), (self.far, 2)):
                space.ip(f"link add link eth0 name eth0.{number} type vlan id {number}")
                space.address(f"eth0.{number}", f"10.{number}.0.{host}/24")
            self.far.address("lo", f"10.{number}.0.2/32")
        self.far.listen(tcp=[22], address="10.10.0.2")
        self.far.listen(tcp=[80], address="10.20.0.2")
        self.scan("10.10.0.0/29", "10.20.0.0/29", "-p22,80,443")
        self.assertEqual(self.opened, {("10.10.0.2", 22), ("10.20.0.2", 80)})
        self.assertEqual(self.hosts["10.20.0.2"]["reason"], "arp-response")
        self.assertEqual(self.hosts["10.20.0.2"]["mac"], self.far.mac("eth0.20"))

    def test_through_af_xdp_every_port_and_neighbour_is_found(self):
        self.cable("10.9.0.1/24", "fd09::1/64")
        for space, address in ((self.far, "10.9.0.2/24"), (self.far, "fd09::2/64")):
            space.address("eth0", address)
        self.far.listen(tcp=[22, 4000, 65535])
        # 65,535 ports: the frames of the ring are used many times over.
        for target in ("10.9.0.2", "fd09::2"):
            self.scan("--xdp", target, "-p-")
            self.assertEqual(self.opened, {(target, port) for port in (22, 4000, 65535)})
            self.assertGreaterEqual(self.summary["packets"]["received"], 65535)

    def test_af_xdp_beside_loopback(self):
        self.cable("10.9.0.1/24")
        self.far.address("eth0", "10.9.0.2/24")
        self.far.listen(tcp=[22])
        self.scanner.listen(tcp=[23], address="127.0.0.1")
        self.scan("--xdp", "10.9.0.2", "127.0.0.1", "-p22,23")
        self.assertEqual(self.opened, {("10.9.0.2", 22), ("127.0.0.1", 23)})

    def sent(self, file):
        """[(port, sequence number)] of the probes in a file, first tries only."""
        done = subprocess.run(["tshark", "-r", file, "-o", "tcp.relative_sequence_numbers:FALSE",
                               "-Y", "tcp.flags.syn==1 && tcp.flags.ack==0", "-T", "fields", "-e", "tcp.dstport",
                               "-e", "tcp.seq_raw"], capture_output=True, text=True, check=True)
        pairs = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
        return list(dict(pairs).items())

    def test_a_seed_fixes_the_order_and_tells_nobody_the_tokens(self):
        self.cable("10.9.0.1/24")
        self.far.address("eth0", "10.9.0.2/24")
        sent = []
        for run in range(2):
            file = self.lab.folder / f"sent{run}.pcap"
            self.scan("10.9.0.2", "-p1-200", "--seed", "7", "-w", file)
            sent.append(self.sent(file))
        self.assertEqual(len(sent[0]), 200)
        self.assertEqual([port for port, _ in sent[0]], [port for port, _ in sent[1]])
        same = sum(one == other for one, other in zip(*sent))
        self.assertLess(same, 10, "the same tokens in two runs")

    def test_tcp_and_udp_at_once(self):
        self.cable("10.9.0.1/24")
        self.far.address("eth0", "10.9.0.2/24")
        self.far.listen(tcp=[53], udp={53: (b"", b"answer")})
        done = self.scan("10.9.0.2", "-sS", "-sU", "-p53,54")
        ways = {(line["transport"], line["port"]): line["state"] for line in map(json.loads, done.stdout.splitlines())
                if line["type"] == "observation"}
        self.assertEqual(ways, {("tcp", 53): "open", ("tcp", 54): "closed", ("udp", 53): "open", ("udp", 54): "closed"})

    def test_hosts_only_asks_no_port(self):
        self.cable("10.9.0.1/24")
        hosts = self.lab.hosts(self.far, {"groups": [{"at": ["10.9.0.2"], "rules": OPEN_22_80}]})
        self.scan("-sn", "10.9.0.0/29")
        self.assertIn("10.9.0.2", self.hosts)
        self.assertEqual(hosts.statistics()["syns"], 0)

    def test_source_port_and_hops_are_as_typed(self):
        self.cable("10.9.0.1/24")
        self.far.address("eth0", "10.9.0.2/24")
        self.far.listen(tcp=[22])
        file = self.lab.folder / "sent.pcap"
        self.scan("10.9.0.2", "-p22,23", "-g", "53", "--ttl", "9", "-e", "eth0", "-w", file)
        self.assertEqual(self.opened, {("10.9.0.2", 22)})
        done = subprocess.run(["tshark", "-r", file, "-Y", "tcp.flags.syn==1 && tcp.flags.ack==0", "-T", "fields",
                               "-e", "tcp.srcport", "-e", "ip.ttl"], capture_output=True, text=True, check=True)
        self.assertEqual(set(done.stdout.split("\n")) - {""}, {"53\t9"})

    def test_a_dry_run_sends_nothing_and_its_file_holds_each_probe_once(self):
        self.cable("10.9.0.1/24")
        self.scanner.sysctl("net/ipv6/conf/eth0/disable_ipv6", 1)  # the kernel's own group reports
        hosts = self.lab.hosts(self.far, {"groups": [{"at": ["10.9.0.0/29"], "rules": OPEN_22_80}]})
        file = self.lab.folder / "dry.pcap"
        self.scanner.run(MINATO, "scan", "10.9.0.2-5", "-sS", "-sU", "-p", "T:1-100,U:53,161", "--dry-run", "-w", file)
        self.assertEqual(hosts.statistics()["received"], 0)
        words = ["tshark", "-r", file, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE",
                 "-o", "udp.check_checksum:TRUE", "-T", "fields", "-e", "frame.protocols", "-e", "ip.dst",
                 "-e", "tcp.dstport", "-e", "udp.dstport", "-e", "ip.checksum.status", "-e", "tcp.checksum.status",
                 "-e", "udp.checksum.status", "-e", "_ws.malformed"]
        rows = [line.split("\t") for line in
                subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()]
        asked = collections.Counter((row[1], row[2], row[3]) for row in rows if row[1])
        self.assertEqual(set(asked.values()), {1})
        self.assertEqual(len(asked), 4 * 102)
        self.assertEqual(sum("arp" in row[0] for row in rows), 4)
        for row in rows:
            self.assertEqual(row[7], "")
            self.assertLessEqual(set(row[4:7]) - {""}, {"1"})  # tshark: good

    def test_with_file_capabilities_no_root_is_needed_and_nothing_is_kept(self):
        self.cable("10.9.0.1/24")
        self.far.address("eth0", "10.9.0.2/24")
        self.far.listen(tcp=[22])
        program = self.lab.folder / "minato"
        self.lab.folder.chmod(0o755)
        program.write_bytes(MINATO.read_bytes())
        program.chmod(0o755)
        subprocess.run(["setcap", "cap_net_raw+ep", program], check=True)
        done = self.scanner.run("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", program, "scan",
                                "-sS", "10.9.0.2", "-p22,23", "--json")
        self.assertIn('"reason":"syn-ack"', done.stdout)
        program.chmod(0o755)
        subprocess.run(["setcap", "-r", program], check=True)
        refused = self.scanner.run("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", program, "scan",
                                   "-sS", "10.9.0.2", "-p22", "--lang", "en", check=False)
        self.assertEqual(refused.returncode, 3)
        self.assertIn("CAP_NET_RAW", refused.stderr)
        self.assertIn("-sT", refused.stderr)

    def test_resuming_asks_no_finished_port_again(self):
        self.cable("10.9.0.1/24")
        hosts = self.lab.hosts(self.far, {"groups": [{"at": ["10.9.0.2"], "rules": OPEN_22_80}]})
        state = self.lab.folder / "state"
        words = (MINATO, "scan", "10.9.0.2", "-p1-4000", "--rate", "2000", "--resume", state, "--json")
        running = self.scanner.start(*words)
        self.assertTrue(wait_until(lambda: state.exists() and state.read_text().count("\nport ") > 300))
        # `ip netns exec` is the program itself by now.
        running.signal(2)
        self.assertTrue(wait_until(lambda: not running.running()))
        before = hosts.statistics()["syns"]
        told = state.read_text().count("\nport ")
        done = self.scan("--resume", state)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(self.opened, {("10.9.0.2", 22), ("10.9.0.2", 80)})
        ports = [line.split()[2] for line in state.read_text().splitlines() if line.startswith("port ")]
        self.assertEqual((len(ports), len(set(ports))), (4000, 4000))
        # What was told before is not asked again; canaries and repetitions come on top.
        self.assertLess(hosts.statistics()["syns"] - before, (4000 - told) * 1.5)


def wait_until(condition, seconds=20):
    """True as soon as the condition holds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


if __name__ == "__main__":
    lab_module.as_root()
    unittest.main(argv=sys.argv, verbosity=2)
