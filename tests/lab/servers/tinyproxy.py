"""Tinyproxy: a proxy for everybody, or for nobody but its neighbours with a password."""
from real_servers import Endpoint, Server, Variant, upstream

COMMON = "Port $proxy\nListen 0.0.0.0\nTimeout 10\nLogFile \"/tmp/log\"\nMaxClients 20\n"
RUN = ("tinyproxy -d -c /etc/tinyproxy-lab.conf",)

SERVER = Server(
    name="tinyproxy",
    packages=("tinyproxy", "tinyproxy-bin"),
    endpoints=(Endpoint("proxy", 8888, "http-proxy", "Tinyproxy", upstream("tinyproxy")),),
    weak=Variant(
        files={"/etc/tinyproxy-lab.conf": COMMON},
        run=RUN, planted=("proxy/proxy.open",)),
    hardened=Variant(
        files={"/etc/tinyproxy-lab.conf": COMMON + "BasicAuth $user $password\n"},
        run=RUN, accepted=("proxy/http.version-leak",)))
