"""HAProxy: a statistics page for all, or TLS with nothing behind it."""
from real_servers import Endpoint, Server, Variant

SERVER = Server(
    name="haproxy",
    packages=("haproxy",),
    endpoints=(Endpoint("http", 80, "http", "HAProxy"),),
    weak=Variant(
        files={"/etc/haproxy-lab.cfg": """\
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 200ms
  retries 0
frontend f
  bind 0.0.0.0:$http
  stats enable
  stats uri /haproxy?stats
  default_backend b
backend b
  server s 127.0.0.9:9
"""},
        run=("haproxy -db -f /etc/haproxy-lab.cfg",),
        planted=("http/http.status-page", "http/http.redirect")),
    hardened=Variant(
        files={"/etc/haproxy-lab.cfg": """\
global
  ssl-default-bind-options ssl-min-ver TLSv1.2
  ssl-default-bind-ciphers ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 200ms
  retries 0
frontend f
  bind 0.0.0.0:$http ssl crt /etc/lab/both.pem
  http-request return status 200 content-type text/plain string ok hdr Strict-Transport-Security \
max-age=63072000 hdr X-Content-Type-Options nosniff hdr X-Frame-Options DENY hdr Referrer-Policy \
no-referrer hdr Content-Security-Policy default-src\\ 'self'
"""},
        before=("cat /etc/lab/chain.pem /etc/lab/good.key > /etc/lab/both.pem",),
        run=("haproxy -db -f /etc/haproxy-lab.cfg",)))
