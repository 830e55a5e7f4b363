"""Xvfb: an X server without access control, or with it."""
from real_servers import Endpoint, Server, Variant

SERVER = Server(
    name="x11",
    packages=("xvfb",),
    endpoints=(Endpoint("x11", 6003, "x11", "X.Org"),),
    weak=Variant(
        run=("Xvfb :$$(( $x11 - 6000 )) -screen 0 320x240x8 -listen tcp -ac",),
        planted=("x11/x11.authentication", "x11/x11.encryption")),
    hardened=Variant(
        before=("mkdir -p /tmp/x", "touch /tmp/x/auth"),
        run=("Xvfb :$$(( $x11 - 6000 )) -screen 0 320x240x8 -listen tcp -auth /tmp/x/auth",),
        accepted=("x11/x11.encryption",)))
