"""Squid: an open proxy, or for its own machine only."""
from real_servers import Endpoint, Server, Variant, upstream

COMMON = """\
http_port 0.0.0.0:$proxy
pid_filename /tmp/squid.pid
cache_log /tmp/cache.log
access_log none
cache_mem 8 MB
cache deny all
coredump_dir /tmp
visible_hostname lab.test
pinger_enable off
icon_directory /usr/share/squid/icons
"""
PREPARE = ("mkdir -p /var/log/squid /var/spool/squid", "chown -R proxy:proxy /var/log/squid"
           " /var/spool/squid")
RUN = ("squid -N -f /etc/squid-lab.conf",)

SERVER = Server(
    name="squid",
    packages=("squid",),
    endpoints=(Endpoint("proxy", 3128, "http-proxy", "Squid", upstream("squid")),),
    weak=Variant(
        files={"/etc/squid-lab.conf": COMMON + "http_access allow all\n"},
        before=PREPARE, run=RUN, planted=("proxy/proxy.open",)),
    hardened=Variant(
        files={"/etc/squid-lab.conf": COMMON + "httpd_suppress_version_string on\n"
               "http_access allow localhost\nhttp_access deny all\n"},
        before=PREPARE, run=RUN))
