"""ngIRCd: IRC in plain text, or TLS."""
from real_servers import Endpoint, Server, Variant

COMMON = """\
[Global]
Name = irc.lab.test
Info = lab
ServerUID = root
Listen = 0.0.0.0
"""
RUN = ("ngircd -n -f /etc/ngircd-lab.conf",)

SERVER = Server(
    name="ngircd",
    packages=("ngircd",),
    endpoints=(Endpoint("irc", 6667, "irc", "ngIRCd"),),
    weak=Variant(
        files={"/etc/ngircd-lab.conf": COMMON + "Ports = $irc\n[Options]\nPAM = no\nIdent = no\n"
               "DNS = no\n"},
        run=RUN, planted=("irc/irc.encryption",)),
    hardened=Variant(
        files={"/etc/ngircd-lab.conf": COMMON + "Ports = 16667\nPassword = $password\n[Options]\n"
               "PAM = no\nIdent = no\nDNS = no\n[SSL]\nCertFile = $cert\nKeyFile = $key_file\n"
               "Ports = $irc\nCipherList = SECURE256:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3:-RSA:"
               "-CIPHER-ALL:+AES-256-GCM\n"},
        run=RUN))
