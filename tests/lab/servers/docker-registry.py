"""Docker registry: pull and push for everybody, or a password over TLS."""
from real_servers import Endpoint, Server, Variant

COMMON = """\
version: 0.1
storage:
  filesystem:
    rootdirectory: /tmp/registry
http:
  addr: 0.0.0.0:$registry
"""

SERVER = Server(
    name="docker-registry",
    packages=("docker-registry", "apache2-utils"),
    endpoints=(Endpoint("registry", 5000, "http", "Docker Registry"),),
    weak=Variant(
        files={"/etc/registry.yml": COMMON},
        run=("docker-registry serve /etc/registry.yml",),
        planted=("registry/docker-registry.authentication",)),
    hardened=Variant(
        files={"/etc/registry.yml": COMMON + """\
  tls:
    certificate: $cert
    key: $key_file
    minimumtls: tls1.2
  headers:
    X-Content-Type-Options: [nosniff]
    Strict-Transport-Security: ["max-age=63072000"]
auth:
  htpasswd:
    realm: lab
    path: /etc/registry.users
"""},
        before=("htpasswd -Bbn $user $password > /etc/registry.users",),
        run=("docker-registry serve /etc/registry.yml",),
        # Its front page is not one of those that the headers are set for.
        accepted=("registry/http.hsts",)))
