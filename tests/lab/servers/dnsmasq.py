"""dnsmasq: answers everybody and tells its version, or keeps it to itself."""
from real_servers import Endpoint, Server, Variant, upstream

VERSION = upstream("dnsmasq-base")
COMMON = ("user=root\nport=$dns\nlisten-address=0.0.0.0\nbind-interfaces\nno-hosts\n"
          "address=/lab.test/10.9.0.2\n")
RUN = ("dnsmasq -k -C /etc/dnsmasq.conf",)

SERVER = Server(
    name="dnsmasq",
    packages=("dnsmasq-base",),
    endpoints=(Endpoint("dns", 53, "domain", "dnsmasq", VERSION, transport="udp"),
               Endpoint("dns", 53, "domain", "dnsmasq", VERSION)),
    weak=Variant(
        files={"/etc/dnsmasq.conf": COMMON + "address=/#/10.9.0.9\n"}, run=RUN,
        planted=("dns/dns.version", "dns/dns.recursion")),
    hardened=Variant(
        files={"/etc/dnsmasq.conf": COMMON + "no-resolv\nno-ident\n"}, run=RUN,
        accepted=("dns/dns.recursion",)))
