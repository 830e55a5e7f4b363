"""Unbound: open to the world, or closed with its identity hidden."""
from real_servers import Endpoint, Server, Variant, upstream

COMMON = """
    server:
      interface: 0.0.0.0@$dns
      do-daemonize: no
      chroot: ""
      username: ""
      pidfile: ""
      directory: "/tmp"
      use-syslog: no
      local-zone: "lab.test." static
      local-data: "lab.test. IN A 10.9.0.2"
    """
VERSION = upstream("unbound")
RUN = ("unbound -d -c /etc/unbound-lab.conf",)

SERVER = Server(
    name="unbound",
    packages=("unbound",),
    endpoints=(Endpoint("dns", 53, "domain", "Unbound", VERSION, transport="udp"),
               Endpoint("dns", 53, "domain", "Unbound", VERSION)),
    weak=Variant(
        files={"/etc/unbound-lab.conf": COMMON + "  access-control: 0.0.0.0/0 allow\n"},
        run=RUN,
        planted=("dns/dns.version", "dns/dns.recursion")),
    hardened=Variant(
        files={"/etc/unbound-lab.conf": COMMON + """
      access-control: 0.0.0.0/0 refuse
      hide-version: yes
      hide-identity: yes
"""},
        run=RUN))
