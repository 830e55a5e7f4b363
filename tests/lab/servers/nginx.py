"""nginx: old TLS, a listing, an open .git and no headers; or as Mozilla would have it."""
from real_servers import Endpoint, Server, Variant, upstream

COMMON = """
    daemon off;
    error_log stderr;
    pid /run/nginx.pid;
    events {}
    http {
      access_log off;
      client_body_temp_path /tmp/body;
      proxy_temp_path /tmp/proxy;
      fastcgi_temp_path /tmp/fastcgi;
      uwsgi_temp_path /tmp/uwsgi;
      scgi_temp_path /tmp/scgi;
    """
SITE = ("mkdir -p /srv/www/files /srv/www/.git",
        "echo '<!doctype html><title>Pier</title><p>Pier' > /srv/www/index.html",
        "echo sheet > /srv/www/files/a.txt",
        "echo 'ref: refs/heads/main' > /srv/www/.git/HEAD",
        "echo 'DB_PASSWORD=sailor' > /srv/www/.env")
VERSION = upstream("nginx-light")

SERVER = Server(
    name="nginx",
    packages=("nginx-light",),
    endpoints=(Endpoint("http", 80, "http", "nginx", VERSION),
               Endpoint("https", 443, "http", "nginx", VERSION, tunnel="tls")),
    weak=Variant(
        files={"/etc/nginx.conf": COMMON + """
              ssl_certificate $bad_cert;
              ssl_certificate_key $bad_key;
              ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
              ssl_ciphers 'ALL:@SECLEVEL=0';
              server {
                listen 0.0.0.0:$http;
                listen 0.0.0.0:$https ssl;
                root /srv/www;
                autoindex on;
                location /up { alias /srv/www/; }
                add_header Set-Cookie "session=1";
              }
            }
            """},
        before=SITE,
        run=("nginx -c /etc/nginx.conf",),
        planted=("http/http.redirect", "http/http.headers", "http/http.cookies",
                 "http/http.exposed-files", "http/http.version-leak", "https/http.hsts",
                 "https/tls.protocols", "https/tls.ciphers", "https/tls.certificate-trust",
                 "https/tls.certificate-key", "https/tls.certificate-name")),
    hardened=Variant(
        files={"/etc/nginx.conf": COMMON + """
              server_tokens off;
              ssl_certificate $cert;
              ssl_certificate_key $key_file;
              ssl_protocols TLSv1.2 TLSv1.3;
              ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384;
              server {
                listen 0.0.0.0:$http;
                return 301 https://$$host:$https$$request_uri;
              }
              server {
                listen 0.0.0.0:$https ssl http2;
                root /srv/www;
                add_header Strict-Transport-Security "max-age=63072000" always;
                add_header X-Content-Type-Options nosniff always;
                add_header X-Frame-Options DENY always;
                add_header Referrer-Policy no-referrer always;
                add_header Content-Security-Policy "default-src 'self'" always;
                location ~ /\\. { return 404; }
              }
            }
            """},
        before=SITE,
        run=("nginx -c /etc/nginx.conf",)))
