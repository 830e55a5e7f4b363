"""CUPS: printing for all."""
from real_servers import Endpoint, Server, Variant, upstream

RUN = ("cupsd -f -c /etc/cupsd-lab.conf -s /etc/cups-files-lab.conf",)
FILES = """\
SystemGroup lpadmin
ErrorLog stderr
AccessLog /dev/null
PageLog /dev/null
RequestRoot /tmp/cups
CacheDir /tmp/cups
StateDir /tmp/cups
ServerRoot /tmp/cups
TempDir /tmp
ServerBin /usr/lib/cups
DataDir /usr/share/cups
"""

SERVER = Server(
    name="cups",
    packages=("cups-daemon", "cups-common"),
    endpoints=(Endpoint("ipp", 631, "ipp", "CUPS", upstream("cups-daemon")),),
    weak=Variant(
        files={"/etc/cups-files-lab.conf": FILES, "/etc/cupsd-lab.conf": """\
Listen 0.0.0.0:$ipp
ServerTokens Full
DefaultEncryption Never
<Location />
  Order allow,deny
  Allow all
</Location>
"""},
        before=("mkdir -p /tmp/cups /run/cups",), run=RUN,
        planted=("ipp/http.version-leak",)),
    hardened=Variant(
        files={"/etc/cups-files-lab.conf": FILES, "/etc/cupsd-lab.conf": """\
Listen 0.0.0.0:$ipp
ServerTokens None
<Location />
  Order deny,allow
  Deny all
</Location>
"""},
        before=("mkdir -p /tmp/cups /run/cups",), run=RUN,
        accepted=("ipp/http.version-leak",)))
