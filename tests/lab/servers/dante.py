"""Dante: a SOCKS proxy for everybody, or for those with a password."""
from real_servers import Endpoint, Server, Variant

COMMON = """\
logoutput: stderr
internal: 0.0.0.0 port = $socks
external: lo
user.privileged: root
user.unprivileged: nobody
"""
RULES = """\
client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
"""

SERVER = Server(
    name="dante",
    packages=("dante-server",),
    endpoints=(Endpoint("socks", 1080, "socks", "Dante"),),
    weak=Variant(
        files={"/etc/danted-lab.conf": COMMON + "socksmethod: none\nclientmethod: none\n" + RULES},
        run=("danted -f /etc/danted-lab.conf",),
        planted=("socks/proxy.open",)),
    hardened=Variant(
        files={"/etc/danted-lab.conf": COMMON + "socksmethod: username\nclientmethod: none\n"
               + RULES},
        run=("danted -f /etc/danted-lab.conf",)))
