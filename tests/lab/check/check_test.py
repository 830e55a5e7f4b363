"""`minato check` against every way in which reaching a server can fail: each is named rightly, and what is
healthy gets no cause. client - router - server, all in namespaces of this test."""
import json
import pathlib
import socket
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from checking import MINATO, SERVER, Checking  # noqa: E402
from lab import Lab, as_root  # noqa: E402
from pki import FUTURE, PAST, Pki  # noqa: E402


class Check(Checking):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab("check"))
        cls.client, cls.router, cls.server = map(cls.lab.namespace, ("client", "router", "server"))
        cls.lab.cable(cls.client, cls.router)
        cls.lab.cable(cls.router, cls.server, "eth1", "eth0")
        cls.client.address("eth0", "10.8.1.2/24")
        cls.router.address("eth0", "10.8.1.1/24")
        cls.router.address("eth1", "10.8.2.1/24")
        cls.server.address("eth0", f"{SERVER}/24")
        cls.router.sysctl("net/ipv4/ip_forward", 1)
        cls.router.sysctl("net/ipv4/icmp_ratelimit", 0)
        cls.server.sysctl("net/ipv4/icmp_ratelimit", 0)
        cls.client.sysctl("net/ipv4/icmp_ratelimit", 0)
        cls.server.sysctl("net/ipv4/tcp_syncookies", 0)
        cls.client.route("default", via="10.8.1.1")
        cls.server.route("default", via="10.8.2.1")
        cls.server.nft("""table inet lab { chain input { type filter hook input priority 0;
            tcp dport 9001 reject with tcp reset
            tcp dport 9002 reject with icmpx admin-prohibited
            tcp dport 9003 drop
            tcp dport 9007 reject
        }
        }
        """)
        cls.router.nft("""table inet lab { chain forward { type filter hook forward priority 0;
            tcp dport 9004 reject with icmpx admin-prohibited
        }
        }
        """)
        cls.client.nft("""table inet lab { chain output { type filter hook output priority 0;
            tcp dport 9006 reject with icmpx admin-prohibited
        }
        }
        """)
        cls.pki = Pki(cls.lab.folder / "pki")
        cls.pki.leaf("good", "DNS:www.lab.test,IP:10.8.2.2")
        cls.pki.leaf("expired", "DNS:www.lab.test", PAST)
        cls.pki.leaf("future", "DNS:www.lab.test", FUTURE)
        cls.pki.leaf("other", "DNS:other.lab.test")
        cls.pki.leaf("selfsigned", "DNS:www.lab.test", selfsign=True)
        cls.pki.leaf("incomplete", "DNS:www.lab.test", chain=False)
        servers = cls.server.start(sys.executable, HERE / "servers.py", cls.pki.folder)
        assert servers.line() == "ready"
        cls.hosts = cls.lab.folder / "hosts"
        cls.hosts.write_text("127.0.0.1 localhost\n10.8.2.2 inhosts.lab.test\n", encoding="ascii")

    def test_what_is_healthy_gets_no_cause(self):
        healthy = ["http://10.8.2.2/", "https://www.lab.test/", "https://10.8.2.2", "http://inhosts.lab.test",
                   "ssh://alias.lab.test", "tcp://10.8.2.2:7001", "dns://10.8.2.2"]
        done, lines = self.check(*healthy)
        self.assertEqual([line for line in lines if line.get("cause")], [])
        self.assertEqual(done.returncode, 0)
        self.assertEqual(lines[-1]["counts"], {"targets": 7, "reachable": 7, "not_reachable": 0, "not_checked": 0})

    def test_names_fail_in_different_ways(self):
        self.expect("resolve", {"http://none.lab.test": "no-such-name", "http://empty.lab.test": "no-address",
                                "http://broken.lab.test": "dns-failed", "http://refused.lab.test": "dns-refused",
                                "http://silent.lab.test": "dns-silent"})
        self.expect("resolve", {"http://www.lab.test": "dns-closed"}, dns="10.8.1.1")
        self.expect("resolve", {"http://www.lab.test": "dns-silent"}, dns="10.8.2.99")
        self.expect("resolve", {"http://www.lab.test": "dns-not-set-up"}, dns="")

    def test_connections_fail_in_different_ways(self):
        self.expect("connect", {
            "10.8.2.2:9999": "refused",
            "10.8.2.2:9002": "rejected-by-firewall",
            "10.8.2.2:9003": "dropped",
            "10.8.2.2:9004": "rejected-by-firewall",
            "10.8.2.2:9006": "local-firewall",
            "10.8.2.2:9007": "rejected-by-firewall",
            "198.51.100.1:80": "unreachable",
            "[2001:db8::1]:80": "no-route",
        })

    def test_a_neighbour_that_is_off_is_told_by_the_system(self):
        self.assertEqual(self.causes("10.8.1.99:80", "--timeout", "6"), {"10.8.1.99:80": ("connect", "host-down")})

    def test_a_connection_torn_down_after_it_was_accepted_is_no_closed_port(self):
        # Depending on who is faster the RST comes before or after the first look at the connection.
        found = self.causes("http://10.8.2.2:7002")
        self.assertEqual(found["http://10.8.2.2:7002"][1], "reset-after-accept")

    def test_a_reset_of_the_firewall_looks_like_a_closed_port(self):
        self.expect("connect", {"10.8.2.2:9001": "refused"})

    def test_this_machine_is_asked_what_listens(self):
        self.client.listen(tcp=[8001], address="127.0.0.1")
        with self.client.entered():
            six = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
            six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            six.bind(("::1", 8002))
            six.listen(1)
        with six:
            self.expect("connect", {"10.8.1.2:8001": "only-loopback", "127.0.0.1:8002": "only-other-family",
                                    "10.8.1.2:8003": "nobody-listens"})

    def test_a_full_queue_of_this_machine_is_told(self):
        self.expect("connect", {"127.0.0.1:7008": "backlog-full"}, space=self.server)

    def test_ephemeral_ports_run_out(self):
        self.client.sysctl("net/ipv4/ip_local_port_range", "50000 50003")
        held = []
        try:
            with self.client.entered():
                while len(held) < 8:
                    sock = socket.socket()
                    try:
                        sock.connect((SERVER, 7001))
                    except OSError:
                        sock.close()
                        break
                    held.append(sock)
            self.expect("connect", {f"tcp://{SERVER}:7001": "ports-exhausted"})
        finally:
            for sock in held:
                sock.close()
            self.client.sysctl("net/ipv4/ip_local_port_range", "32768 60999")

    def test_certificates_fail_in_different_ways(self):
        self.expect("tls", {
            "https://www.lab.test:4431": "certificate-expired",
            "https://www.lab.test:4432": "certificate-not-yet-valid",
            "https://www.lab.test:4433": "certificate-wrong-name",
            "https://www.lab.test:4434": "certificate-self-signed",
            "https://www.lab.test:4435": "certificate-chain-incomplete",
            "https://alias.lab.test": "certificate-wrong-name",
        })
        self.assertEqual(self.causes("-k", "https://www.lab.test:4431"), {"https://www.lab.test:4431": None})

    def test_handshakes_fail_in_different_ways(self):
        self.expect("tls", {
            "https://10.8.2.2:80": "plain-text-there",
            "https://10.8.2.2:22": "plain-text-there",
            "https://10.8.2.2:4436": "tls-version",
            "https://10.8.2.2:7001": "tls-silent",
            "https://10.8.2.2:7003": "tls-cut",
            "https://10.8.2.2:7007": "tls-broken",
        })

    def test_applications_fail_in_different_ways(self):
        self.expect("application", {
            "http://10.8.2.2:443": "tls-there",
            "http://10.8.2.2:22": "other-protocol",
            "ssh://10.8.2.2:80": "other-protocol",
            "http://10.8.2.2:7001": "silent",
            "http://10.8.2.2:7003": "closed-without-word",
            "http://10.8.2.2:7004": "malformed-answer",
            "http://10.8.2.2:7005": "too-slow",
            "http://10.8.2.2:8503": "server-error",
            "dns://10.8.2.2:5353": "port-closed-udp",
        })

    def hops(self, target):
        _, lines = self.check("--path", target)
        (path,) = [line for line in lines if line.get("stage") == "path"]
        return [(hop.get("address"), hop["answer"]) for hop in path["hops"]], path["explanation"]

    def test_the_path_shows_where_a_port_stops(self):
        self.assertEqual(self.hops("10.8.2.2:80")[0], [("10.8.1.1", "passed-on"), ("10.8.2.2", "reached")])
        hops, words = self.hops("10.8.2.2:9003")
        self.assertEqual(hops, [("10.8.1.1", "passed-on"), (None, "silent")])
        self.assertIn("UDP comes to 10.8.2.2", words)
        hops, words = self.hops("10.8.2.2:9004")
        self.assertEqual(hops[-1], ("10.8.1.1", "rejected"))
        self.assertIn("refused by 10.8.1.1", words)

    def test_proxies_make_the_connection(self):
        for proxy in ("socks5://10.8.2.2:1080", "http://10.8.2.2:3128"):
            with self.subTest(proxy=proxy):
                self.assertEqual(self.causes("--via", proxy, "http://127.0.0.1:80/"), {"http://127.0.0.1:80/": None})
                self.assertEqual(self.causes("--via", proxy, "http://127.0.0.1:9/"),
                                 {"http://127.0.0.1:9/": ("connect", "proxy-failed")})

    def test_waiting_ends_when_a_server_comes_up(self):
        with self.client.entered():
            late = socket.socket()
            late.bind(("127.0.0.1", 8010))
        self.addCleanup(late.close)
        waiting = self.client.start(MINATO, "check", "--json", "--wait", "20", "tcp://127.0.0.1:8010")
        with self.client.entered():
            late.listen(8)
        stages = [json.loads(waiting.line(30)) for _ in range(4)]
        self.assertEqual([stage["outcome"] for stage in stages], ["skipped", "ok", "skipped", "ok"])

    def test_watching_counts_rounds(self):
        done, lines = self.check("--watch", "--count", "2", "tcp://10.8.2.2:22", "10.8.2.2:9999")
        self.assertEqual(lines[-1]["counts"], {"checks": 4, "reachable": 2})
        self.assertEqual(done.returncode, 1)

    def test_the_source_is_the_one_that_was_asked_for(self):
        _, lines = self.check("--from", "10.8.1.2:45678", "tcp://10.8.2.2:22")
        (attempt,) = lines[1]["attempts"]
        self.assertEqual((attempt["local_address"], attempt["local_port"]), ("10.8.1.2", 45678))
        self.assertEqual(self.causes("--from", "10.8.1.77", "10.8.2.2:22"),
                         {"10.8.2.2:22": ("connect", "source-not-here")})

    def test_redirects_come_to_an_end(self):
        _, lines = self.check("--follow", "http://10.8.2.2:7006/")
        failed = [line for line in lines if line.get("outcome") == "failed"]
        self.assertEqual([line["cause"] for line in failed], ["too-many-redirects"])
        self.assertEqual(lines[-1]["counts"]["targets"], 11)


if __name__ == "__main__":
    as_root()
    unittest.main()
