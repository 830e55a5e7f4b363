"""Net-SNMP: the community "public" for all, or SNMPv3 only."""
from real_servers import Endpoint, Server, Variant

RUN = ("snmpd -f -Lo -C -c /etc/snmpd-lab.conf -I -smux udp:$snmp",)

SERVER = Server(
    name="snmpd",
    packages=("snmpd",),
    endpoints=(Endpoint("snmp", 161, "snmp", "Net-SNMP", transport="udp"),),
    weak=Variant(
        files={"/etc/snmpd-lab.conf": "rocommunity public default\nrwcommunity private default\n"},
        before=("mkdir -p /var/lib/snmp",), run=RUN,
        planted=("snmp/snmp.community", "snmp/snmp.encryption")),
    hardened=Variant(
        files={"/etc/snmpd-lab.conf": "createUser $user SHA-256 $password AES $password\n"
               "rouser $user priv\n"},
        before=("mkdir -p /var/lib/snmp",), run=RUN))
