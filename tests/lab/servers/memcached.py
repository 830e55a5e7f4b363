"""memcached: open to everybody with UDP, or behind SASL and TCP only."""
from real_servers import Endpoint, Server, Variant, upstream

SERVER = Server(
    name="memcached",
    packages=("memcached",),
    endpoints=(Endpoint("memcached", 11211, "memcache", "memcached", upstream("memcached")),),
    weak=Variant(
        files={"/etc/memcached.conf": "-u memcache\n-l 0.0.0.0\n-p $memcached\n-U $memcached\n"},
        run=("memcached $$(cat /etc/memcached.conf)",),  # as the package starts it
        planted=("memcached/memcached.authentication", "memcached/memcached.encryption")),
    hardened=Variant(
        files={"/etc/memcached.users": "$user:$password\n"},
        before=("chmod 644 /etc/memcached.users",),
        run=("memcached -u memcache -l 0.0.0.0 -p $memcached -U 0 -Y /etc/memcached.users",),
        accepted=("memcached/memcached.encryption",)))
