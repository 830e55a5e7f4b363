"""NTPsec: answers control queries of everybody, or only the time."""
from real_servers import Endpoint, Server, Variant, upstream

BEFORE = ("mkdir -p /var/lib/ntpsec",)
RUN = ("ntpd -n -N -c /etc/ntp-lab.conf -p /run/ntpd.pid",)

SERVER = Server(
    name="ntpsec",
    packages=("ntpsec",),
    endpoints=(Endpoint("ntp", 123, "ntp", "NTPsec", upstream("ntpsec"), transport="udp"),),
    weak=Variant(
        files={"/etc/ntp-lab.conf": "unrestrict default noquery nomodify limited kod\n"},
        before=BEFORE, run=RUN,
        planted=("ntp/ntp.control-queries",)),
    hardened=Variant(
        files={"/etc/ntp-lab.conf": "server 127.127.1.0\n"
               "restrict default kod limited nomodify noquery nopeer\n"},
        before=BEFORE, run=RUN))
