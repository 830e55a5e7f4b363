"""Who stands between: firewalls that answer in a host's name, links that carry less than they say, proxies,
portals, and this machine's own packet filter. client and narrow - router - server, in namespaces."""
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from checking import SERVER, Checking  # noqa: E402
from lab import Lab, as_root  # noqa: E402
from pki import Pki  # noqa: E402

PUBLIC = "198.51.100.80"
WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-net_raw,-net_admin", "--inh-caps=-net_raw,-net_admin")


class Middle(Checking):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab("middle"))
        cls.client, cls.narrow, cls.router, cls.server = map(
            cls.lab.namespace, ("client", "narrow", "router", "server"))
        for space, interface, net in ((cls.client, "eth0", 1), (cls.server, "eth1", 2), (cls.narrow, "eth2", 3)):
            cls.lab.cable(space, cls.router, "eth0", interface)
            space.address("eth0", f"10.8.{net}.2/24")
            space.address("eth0", f"2001:db8:8:{net}::2/64")
            cls.router.address(interface, f"10.8.{net}.1/24")
            cls.router.address(interface, f"2001:db8:8:{net}::1/64")
            space.route("default", via=f"10.8.{net}.1")
            space.route("default", via=f"2001:db8:8:{net}::1")
        cls.server.address("lo", f"{PUBLIC}/32")
        cls.router.route(f"{PUBLIC}/32", via=SERVER)
        cls.router.sysctl("net/ipv4/ip_forward", 1)
        cls.router.sysctl("net/ipv6/conf/all/forwarding", 1)
        for space in (cls.router, cls.server, cls.client):
            space.sysctl("net/ipv4/icmp_ratelimit", 0)
        # The black hole: the link carries 1,000 bytes (1,280 with IPv6), and nobody is told.
        cls.router.ip("link set eth2 mtu 1280")
        cls.router.ip("route replace 10.8.3.0/24 dev eth2 mtu lock 1000")
        cls.router.nft("""table inet lab {
          chain forward { type filter hook forward priority 0;
            tcp dport 9005 reject with tcp reset
            tcp dport { 7011, 7012 } tcp flags & psh == psh reject with tcp reset
          }
          chain output { type filter hook output priority 0;
            icmp type destination-unreachable icmp code frag-needed drop
            icmpv6 type packet-too-big drop
          }
        }""")
        cls.server.nft("""table inet lab { chain input { type filter hook input priority 0;
            tcp dport 9001 reject with tcp reset
        }
        }""")
        cls.client.nft("""table inet own {
          set shut { type inet_service; elements = { 9011, 9012 }; }
          chain output { type filter hook output priority 0;
            ip daddr 10.8.2.2 tcp dport @shut drop comment "no way out"
            udp dport 5999 drop
            tcp dport 9014 reject with tcp reset
            ip daddr 127.0.0.1 tcp dport 9015 drop
            tcp dport 9016 meta skuid 12345 drop
          }
        }""")
        cls.pki = Pki(cls.lab.folder / "pki")
        for name in ("expired", "future", "other", "selfsigned", "incomplete"):
            cls.pki.leaf(name, "DNS:www.lab.test")
        cls.pki.leaf("good", "DNS:www.lab.test,IP:10.8.2.2," + ",".join(f"DNS:site{i}.lab.test" for i in range(60)))
        servers = cls.server.start(sys.executable, HERE / "servers.py", cls.pki.folder)
        assert servers.line() == "ready"
        cls.hosts = cls.lab.folder / "hosts"
        cls.hosts.write_text(f"127.0.0.1 localhost\n{SERVER} detectportal.firefox.com login.lab.test "
                             "cp.cloudflare.com\n", encoding="ascii")

    def test_what_is_healthy_gets_no_cause(self):
        healthy = ["http://10.8.2.2/", "https://www.lab.test/", "http://10.8.2.2:8505", "http://10.8.2.2:8082",
                   "http://[2001:db8:8:2::2]:8083", "http://www.lab.test:8081/",
                   "http://detectportal.firefox.com:8081/success.txt", "ssh://10.8.2.2",
                   f"http://{PUBLIC}/"]
        done, lines = self.check(*healthy)
        self.assertEqual([line for line in lines if line.get("cause")], [])
        self.assertEqual(done.returncode, 0)

    def test_a_firewall_on_the_way_that_sends_resets_is_told_from_the_host(self):
        cause, evidence = self.evidence("10.8.2.2:9005")
        self.assertEqual(cause, "reset-by-firewall")
        self.assertIn("the RST passed 0 routers", evidence)
        self.assertIn("passed 1", evidence)
        self.expect("connect", {"[2001:db8:8:2::2]:9005": "reset-by-firewall", "[2001:db8:8:2::2]:9999": "refused"})

    def test_a_closed_port_and_a_firewall_on_the_host_itself_are_as_far_away_as_the_host(self):
        for target in ("10.8.2.2:9999", "10.8.2.2:9001"):
            cause, evidence = self.evidence(target)
            self.assertEqual(cause, "refused", target)
            self.assertIn("nothing speaks for a firewall", evidence)

    def test_without_rights_it_says_what_it_could_not_see(self):
        cause, evidence = self.evidence("10.8.2.2:9005", before=WITHOUT_RIGHTS)
        self.assertEqual(cause, "refused")
        self.assertIn("CAP_NET_RAW", evidence)
        cause, evidence = self.evidence("10.8.2.2:9011", before=WITHOUT_RIGHTS)
        self.assertEqual(cause, "dropped")
        self.assertIn("CAP_NET_ADMIN", evidence)

    def test_who_tears_an_open_connection_down_is_told(self):
        for target, stage in (("http://10.8.2.2:7011", "application"), ("https://10.8.2.2:7012", "tls")):
            self.assertEqual(self.causes(target), {target: (stage, "reset-on-the-way")})
        found = self.causes("http://10.8.2.2:7002")
        self.assertEqual(found["http://10.8.2.2:7002"][1], "reset-after-accept")

    def test_the_own_packet_filter_is_named_with_its_rule(self):
        cause, evidence = self.evidence("10.8.2.2:9011")
        self.assertEqual(cause, "local-firewall")
        self.assertIn("(inet own output handle", evidence)
        self.assertIn("@shut drop", evidence)
        self.expect("connect", {"10.8.2.2:9012": "local-firewall", "10.8.2.2:9014": "local-firewall",
                                "127.0.0.1:9015": "local-firewall", "10.8.2.2:9016": "refused"})
        self.expect("application", {"ntp://10.8.2.2:5999": "local-firewall"})
        # A rule that depends on who sends is no proof.
        self.assertIn("perhaps stopped by a rule of this machine", self.evidence("10.8.2.2:9016")[1])

    def test_large_packets_that_vanish_are_told_from_a_silent_server(self):
        self.expect("tls", {"https://www.lab.test": "mtu-black-hole"}, space=self.narrow)
        cause, evidence = self.evidence("http://10.8.2.2:8082", space=self.narrow)
        self.assertEqual(cause, "mtu-black-hole")
        self.assertIn("536 bytes", evidence)
        self.expect("application", {"http://[2001:db8:8:2::2]:8083": "mtu-black-hole"}, space=self.narrow)
        # What fits comes through, and a server that is silent stays one.
        self.assertEqual(self.causes("http://10.8.2.2", space=self.narrow), {"http://10.8.2.2": None})
        self.expect("application", {"http://10.8.2.2:7001": "silent"}, space=self.narrow)

    def test_proxies_that_answer_instead_of_the_server_are_told(self):
        self.expect("application", {"http://10.8.2.2:8504": "proxy-in-between", "http://10.8.2.2:8407":
                                    "proxy-in-between", "http://10.8.2.2:8503": "server-error"})
        self.assertIn("gate.lab.test", self.evidence("http://10.8.2.2:8504")[1])

    def test_portals_are_told_from_redirects(self):
        self.expect("application", {
            "http://login.lab.test:8081/": "captive-portal",
            f"http://{PUBLIC}:8081/": "captive-portal",
            "http://detectportal.firefox.com:8081/canonical.html": "captive-portal",
            "http://cp.cloudflare.com:8081/generate_204": "captive-portal",
        })


if __name__ == "__main__":
    as_root()
    unittest.main()
