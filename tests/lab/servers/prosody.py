"""Prosody: XMPP with log-in in plain text, or TLS required."""
from real_servers import Endpoint, Server, Variant

COMMON = """\
pidfile = "/tmp/prosody.pid"
data_path = "/tmp/prosody"
daemonize = false
interfaces = { "0.0.0.0" }
c2s_ports = { $xmpp }
s2s_ports = {}
http_ports = {}
https_ports = {}
log = "*console"
ssl = { certificate = "$cert"; key = "$key_file"; protocol = "tlsv1_2+"; ciphers = "ECDHE+AESGCM" }
"""
RUN = ("prosody -F --config /etc/prosody-lab.cfg.lua",)
BEFORE = ("mkdir -p /tmp/prosody", "[ -e /usr/bin/lua ] || ln -s lua5.4 /usr/bin/lua",
          "[ -e /usr/bin/lua-any ] || true")

SERVER = Server(
    name="prosody",
    packages=("prosody",),
    endpoints=(Endpoint("xmpp", 5222, "xmpp-client", "Prosody"),),
    weak=Variant(
        files={"/etc/prosody-lab.cfg.lua": COMMON + """\
run_as_root = true
modules_enabled = { "saslauth"; "disco" }
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
VirtualHost "localhost"
"""},
        before=BEFORE, run=RUN, planted=("xmpp/xmpp.encryption",)),
    hardened=Variant(
        files={"/etc/prosody-lab.cfg.lua": COMMON + """\
run_as_root = true
modules_enabled = { "saslauth"; "tls"; "disco" }
c2s_require_encryption = true
VirtualHost "localhost"
"""},
        before=BEFORE, run=RUN))
