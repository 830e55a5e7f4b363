"""NATS: open, or TLS with a password."""
from real_servers import Endpoint, Server, Variant, upstream

SERVER = Server(
    name="nats",
    packages=("nats-server",),
    endpoints=(Endpoint("nats", 4222, "nats", "NATS server", upstream("nats-server")),),
    weak=Variant(
        files={"/etc/nats-server.conf": "host: 0.0.0.0\nport: $nats\n"},
        run=("nats-server -c /etc/nats-server.conf",),
        planted=("nats/nats.authentication", "nats/nats.encryption")),
    hardened=Variant(
        files={"/etc/nats-lab.conf": """
            host: 0.0.0.0
            port: $nats
            authorization { user: $user, password: "$password" }
            tls { cert_file: "$cert", key_file: "$key_file",
                  cipher_suites: ["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"] }
            """},
        run=("nats-server -c /etc/nats-lab.conf",)))
