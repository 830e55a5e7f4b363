"""Icecast: a media server in plain text."""
from real_servers import Endpoint, Server, Variant, upstream

CONFIG = """\
<icecast>
  <authentication><source-password>$password</source-password>
  <admin-user>$user</admin-user><admin-password>$password</admin-password></authentication>
  <hostname>lab.test</hostname>
  <listen-socket><port>$http</port><bind-address>0.0.0.0</bind-address></listen-socket>
  <paths><basedir>/usr/share/icecast2</basedir><logdir>/tmp/ice</logdir>
  <webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot></paths>
  <security><changeowner><user>icecast2</user><group>icecast2</group></changeowner></security>
</icecast>
"""
BEFORE = ("mkdir -p /tmp/ice", "chown icecast2 /tmp/ice")
RUN = ("icecast2 -c /etc/icecast-lab.xml",)

SERVER = Server(
    name="icecast",
    packages=("icecast2",),
    endpoints=(Endpoint("http", 8000, "http", "Icecast", upstream("icecast2")),),
    weak=Variant(files={"/etc/icecast-lab.xml": CONFIG}, before=BEFORE, run=RUN,
                 planted=("http/http.redirect", "http/http.version-leak")),
    hardened=Variant(files={"/etc/icecast-lab.xml": CONFIG}, before=BEFORE, run=RUN,
                     accepted=("http/http.redirect", "http/http.version-leak",
                               "http/http.headers")))
