"""Apache httpd: TRACE, listing, status page; or quiet, with TLS and headers."""
from real_servers import Endpoint, Server, Variant, upstream

MODULES = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in (
    "mpm_event", "authz_core", "authz_host", "mime", "dir", "autoindex", "status", "ssl",
    "headers", "rewrite", "alias"))
COMMON = MODULES + """
ServerRoot /etc/apache2
PidFile /run/apache.pid
DefaultRuntimeDir /run
ErrorLog /dev/stderr
User www-data
Group www-data
ServerName lab.test
TypesConfig /dev/null
AddType text/html .html
DirectoryIndex index.html
Listen 0.0.0.0:$http
Listen 0.0.0.0:$https
DocumentRoot /srv/www
"""
SITE = ("mkdir -p /srv/www/files", "echo '<title>Pier</title>' > /srv/www/index.html",
        "echo sheet > /srv/www/files/a.txt")
VERSION = upstream("apache2-bin")
RUN = ("apache2 -DFOREGROUND -f /etc/apache.conf",)

SERVER = Server(
    name="apache2",
    packages=("apache2-bin",),
    endpoints=(Endpoint("http", 80, "http", "Apache httpd", VERSION),
               Endpoint("https", 443, "http", "Apache httpd", VERSION, tunnel="tls")),
    weak=Variant(
        files={"/etc/apache.conf": COMMON + """
TraceEnable on
ServerTokens Full
<Directory />
  Require all granted
  Options Indexes
</Directory>
<Location /server-status>
  SetHandler server-status
</Location>
<VirtualHost *:$https>
  SSLEngine on
  SSLProtocol all
  SSLCipherSuite ALL:@SECLEVEL=0
  SSLCertificateFile $bad_cert
  SSLCertificateKeyFile $bad_key
</VirtualHost>
"""},
        before=SITE, run=RUN,
        planted=("http/http.trace", "http/http.status-page", "http/http.redirect",
                 "http/http.version-leak", "http/http.headers", "https/tls.protocols",
                 "https/tls.certificate-trust", "https/http.hsts")),
    hardened=Variant(
        files={"/etc/apache.conf": COMMON + """
TraceEnable off
ServerTokens Prod
ServerSignature Off
<Directory />
  Require all granted
  Options None
</Directory>
<VirtualHost *:$http>
  RewriteEngine on
  RewriteRule ^ https://lab.test:$https%{REQUEST_URI} [R=301,L]
</VirtualHost>
<VirtualHost *:$https>
  SSLEngine on
  SSLProtocol -all +TLSv1.2 +TLSv1.3
  SSLCipherSuite ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384
  SSLCertificateFile $cert
  SSLCertificateKeyFile $key_file
  Header always set Strict-Transport-Security "max-age=63072000"
  Header always set X-Content-Type-Options nosniff
  Header always set X-Frame-Options DENY
  Header always set Referrer-Policy no-referrer
  Header always set Content-Security-Policy "default-src 'self'"
</VirtualHost>
"""},
        before=SITE, run=RUN))
