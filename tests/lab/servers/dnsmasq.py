"""dnsmasq: answers everybody and tells its version, or keeps it to itself."""
from real_servers import Endpoint, Server, Variant, upstream

VERSION = upstream("dnsmasq-base")
RUN = ("dnsmasq -k -C /dev/null -u root -p $dns --listen-address=0.0.0.0 --bind-interfaces"
       " --no-hosts --address=/lab.test/10.9.0.2")

SERVER = Server(
    name="dnsmasq",
    packages=("dnsmasq-base",),
    endpoints=(Endpoint("dns", 53, "domain", "dnsmasq", VERSION, transport="udp"),
               Endpoint("dns", 53, "domain", "dnsmasq", VERSION)),
    weak=Variant(
        run=(RUN + " --address=/#/10.9.0.9",),
        planted=("dns/dns.version", "dns/dns.recursion")),
    hardened=Variant(
        run=(RUN + " --no-resolv --no-ident",),
        accepted=("dns/dns.recursion",)))
