"""BIND: recursion and transfers for everybody, or authoritative and close-mouthed."""
from real_servers import Endpoint, Server, Variant, upstream

ZONE = """\
$$TTL 300
@ IN SOA ns.lab.test. admin.lab.test. 1 3600 600 86400 300
@ IN NS ns.lab.test.
ns IN A 10.9.0.2
secret IN A 10.9.0.77
@ IN TXT "a long text that makes the answer larger than the question, for measuring amplification"
"""
VERSION = upstream("bind9")

SERVER = Server(
    name="bind9",
    packages=("bind9",),
    endpoints=(Endpoint("dns", 53, "domain", "ISC BIND", VERSION, transport="udp"),
               Endpoint("dns", 53, "domain", "ISC BIND", VERSION)),
    weak=Variant(
        files={"/etc/named.conf": """
            options {
              directory "/tmp";
              listen-on port $dns { any; };
              listen-on-v6 { none; };
              recursion yes;
              allow-recursion { any; };
              allow-query { any; };
              allow-transfer { any; };
              dnssec-validation no;
              pid-file none;
            };
            zone "lab.test" { type master; file "/etc/lab.zone"; };
            """, "/etc/lab.zone": ZONE},
        run=("named -g -c /etc/named.conf",),
        planted=("dns/dns.recursion", "dns/dns.version", "dns/dns.transfer")),
    hardened=Variant(
        files={"/etc/named.conf": """
            options {
              directory "/tmp";
              listen-on port $dns { any; };
              listen-on-v6 { none; };
              recursion no;
              allow-transfer { none; };
              version none;
              hostname none;
              minimal-responses yes;
              dnssec-validation no;
              pid-file none;
              rate-limit { responses-per-second 20; };
            };
            zone "lab.test" { type master; file "/etc/lab.zone"; };
            """, "/etc/lab.zone": ZONE},
        run=("named -g -c /etc/named.conf",)))
