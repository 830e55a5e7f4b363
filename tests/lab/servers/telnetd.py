"""GNU inetutils telnetd behind inetd: never encrypted. Hardened means that the port is given up."""
from real_servers import Endpoint, Server, Variant

INETD = "$telnet stream tcp nowait root /usr/sbin/telnetd telnetd -h\n"

SERVER = Server(
    name="telnetd",
    packages=("inetutils-telnetd", "openbsd-inetd"),
    endpoints=(Endpoint("telnet", 23, "telnet", "GNU inetutils telnetd"),),
    weak=Variant(
        files={"/etc/inetd.conf": INETD},
        before=("ls /usr/sbin/*telnetd* >&2",
                "[ -x /usr/sbin/telnetd ] || ln -s inetutils-telnetd /usr/sbin/telnetd"),
        run=("/usr/sbin/inetd -d -i /etc/inetd.conf",),
        planted=("telnet/telnet.present", "telnet/telnet.encryption")),
    hardened=Variant(
        files={"/etc/inetd.conf": INETD},
        before=("[ -x /usr/sbin/telnetd ] || ln -s inetutils-telnetd /usr/sbin/telnetd",),
        run=("/usr/sbin/inetd -d -i /etc/inetd.conf",),
        accepted=("telnet/telnet.present", "telnet/telnet.encryption")))
