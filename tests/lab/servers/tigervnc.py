"""TigerVNC: no security, or a password inside TLS."""
from real_servers import Endpoint, Server, Variant

BEFORE = ("mkdir -p /root/.vnc", "echo $password | tigervncpasswd -f > /root/.vnc/passwd")
SERVER = Server(
    name="tigervnc",
    packages=("tigervnc-standalone-server", "tigervnc-tools", "xkb-data", "x11-xkb-utils"),
    endpoints=(Endpoint("vnc", 5901, "vnc", "TigerVNC"),),
    weak=Variant(
        run=("Xtigervnc :8 -rfbport $vnc -SecurityTypes None -geometry 320x240 -localhost=0",),
        planted=("vnc/vnc.authentication", "vnc/vnc.encryption")),
    hardened=Variant(
        before=BEFORE,
        run=("Xtigervnc :8 -rfbport $vnc -SecurityTypes X509Vnc -X509Cert $cert -X509Key"
             " $key_file -PasswordFile /root/.vnc/passwd -geometry 320x240 -localhost=0",)))
