"""lighttpd: listing and plain text, or TLS alone."""
from real_servers import Endpoint, Server, Variant, upstream

SITE = ("mkdir -p /srv/www/files", "echo sheet > /srv/www/files/a.txt")

SERVER = Server(
    name="lighttpd",
    packages=("lighttpd", "lighttpd-mod-openssl"),
    endpoints=(Endpoint("http", 80, "http", "lighttpd", upstream("lighttpd")),),
    weak=Variant(
        files={"/etc/lighttpd.conf": """
            server.modules = ( "mod_dirlisting" )
            server.document-root = "/srv/www"
            server.port = $http
            server.bind = "0.0.0.0"
            dir-listing.activate = "enable"
            """},
        before=SITE,
        run=("lighttpd -D -f /etc/lighttpd.conf",),
        planted=("http/http.listing", "http/http.redirect", "http/http.version-leak")),
    hardened=Variant(
        files={"/etc/lighttpd.conf": """
            server.modules = ( "mod_openssl", "mod_setenv" )
            server.document-root = "/srv/www"
            server.port = $http
            server.bind = "0.0.0.0"
            server.tag = ""
            ssl.engine = "enable"
            ssl.pemfile = "$cert"
            ssl.privkey = "$key_file"
            ssl.openssl.ssl-conf-cmd = ( "MinProtocol" => "TLSv1.2",
              "CipherString" => "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384" )
            setenv.add-response-header = (
              "Strict-Transport-Security" => "max-age=63072000",
              "X-Content-Type-Options" => "nosniff", "X-Frame-Options" => "DENY",
              "Referrer-Policy" => "no-referrer",
              "Content-Security-Policy" => "default-src 'self'" )
            """},
        before=(*SITE, "echo '<title>Pier</title>' > /srv/www/index.html"),
        run=("lighttpd -D -f /etc/lighttpd.conf",)))
