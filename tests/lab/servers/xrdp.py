"""xrdp: RDP's own weak encryption, or TLS. It has no network level authentication."""
from real_servers import Endpoint, Server, Variant

COMMON = """\
[Globals]
ini_version=1
fork=true
port=tcp://0.0.0.0:$rdp
tcp_nodelay=true
certificate=$cert
key_file=$key_file
autorun=
[Logging]
LogFile=/tmp/xrdp.log
LogLevel=INFO
[Xorg]
name=Xorg
lib=libxup.so
username=ask
password=ask
port=-1
code=20
"""
PREPARE = ("mkdir -p /run/xrdp /etc/xrdp", "[ -f /etc/xrdp/rsakeys.ini ] || xrdp-keygen xrdp"
           " /etc/xrdp/rsakeys.ini >/dev/null")
RUN = ("xrdp --nodaemon -c /etc/xrdp-lab.ini",)

SERVER = Server(
    name="xrdp",
    packages=("xrdp",),
    endpoints=(Endpoint("rdp", 3389, "ms-wbt-server", "xrdp"),),
    weak=Variant(
        files={"/etc/xrdp-lab.ini": COMMON.replace(
            "autorun=", "security_layer=rdp\ncrypt_level=low\nautorun=")},
        before=PREPARE, run=RUN,
        planted=("rdp/rdp.nla", "rdp/rdp.encryption")),
    hardened=Variant(
        files={"/etc/xrdp-lab.ini": COMMON.replace(
            "autorun=", "security_layer=tls\ncrypt_level=high\nssl_protocols=TLSv1.2, TLSv1.3\n"
            "tls_ciphers=ECDHE+AESGCM\nautorun=")},
        before=PREPARE, run=RUN,
        accepted=("rdp/rdp.nla",)))
