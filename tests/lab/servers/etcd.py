"""etcd: open in plain text, or TLS with client certificates."""
from real_servers import Endpoint, Server, Variant, upstream

COMMON = ("etcd --data-dir /tmp/etcd --listen-peer-urls http://127.0.0.1:12380"
          " --initial-advertise-peer-urls http://127.0.0.1:12380"
          " --initial-cluster default=http://127.0.0.1:12380")

SERVER = Server(
    name="etcd",
    packages=("etcd-server",),
    endpoints=(Endpoint("etcd", 2379, "etcd-client", "etcd", upstream("etcd-server")),),
    weak=Variant(
        files={"/etc/default/etcd": "ETCD_LISTEN_CLIENT_URLS=http://0.0.0.0:$etcd\n"
               "ETCD_ADVERTISE_CLIENT_URLS=http://127.0.0.1:$etcd\n"},
        run=(f"sh -c 'set -a; . /etc/default/etcd; exec {COMMON}'",),
        planted=("etcd/etcd.authentication", "etcd/etcd.encryption")),
    hardened=Variant(
        run=(COMMON + " --listen-client-urls https://0.0.0.0:$etcd"
             " --advertise-client-urls https://127.0.0.1:$etcd --client-cert-auth"
             " --trusted-ca-file $ca --cert-file $cert --key-file $key_file"
             " --cipher-suites TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,"
             "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",)))
