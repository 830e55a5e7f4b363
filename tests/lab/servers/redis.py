"""Redis: open to everybody, or with a password on TLS only."""
from real_servers import Endpoint, Server, Variant, upstream

SERVER = Server(
    name="redis",
    packages=("redis-server",),
    endpoints=(Endpoint("redis", 6379, "redis", "Redis", upstream("redis-server")),),
    weak=Variant(
        files={"/etc/redis.conf": """
            bind 0.0.0.0
            port $redis
            protected-mode no
            save ""
            """},
        run=("redis-server /etc/redis.conf",),
        planted=("redis/redis.authentication", "redis/redis.encryption")),
    hardened=Variant(
        files={"/etc/redis.conf": """
            bind 0.0.0.0
            port 0
            tls-port $redis
            tls-cert-file $cert
            tls-key-file $key_file
            tls-ca-cert-file $ca
            tls-auth-clients no
            tls-ciphers ECDHE+AESGCM
            requirepass $password
            save ""
            """},
        run=("redis-server /etc/redis.conf",)))
