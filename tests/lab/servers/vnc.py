"""x11vnc on Xvfb: no password at all, or one of VNC's (TLS where the library has it)."""
from real_servers import Endpoint, Server, Variant

COMMON = "Xvfb :7 -screen 0 320x240x8 -nolisten tcp"
VNC = "until [ -S /tmp/.X11-unix/X7 ]; do :; done; exec x11vnc -display :7 -forever -noipv6"

SERVER = Server(
    name="vnc",
    packages=("x11vnc", "xvfb"),
    endpoints=(Endpoint("vnc", 5900, "vnc", "LibVNCServer"),),
    weak=Variant(
        run=(COMMON, f"sh -c '{VNC} -rfbport $vnc -nopw -listen 0.0.0.0'"),
        planted=("vnc/vnc.authentication", "vnc/vnc.encryption")),
    hardened=Variant(
        before=("cat /etc/lab/good.key /etc/lab/chain.pem > /etc/lab/vnc.pem",),
        run=(COMMON, f"sh -c '{VNC} -rfbport $vnc -passwd $password -listen 0.0.0.0"
             " -ssl /etc/lab/vnc.pem'"),
        # x11vnc has no option for its ciphers.
        accepted=("vnc/tls.block-modes", "vnc/tls.forward-secrecy", "vnc/tls.cipher-order")))
