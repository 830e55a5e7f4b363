"""rpcbind: the list of RPC services. It has one port of its own and answers whoever asks."""
from real_servers import Endpoint, Server, Variant

RUN = ("rpcbind -f -w",)
PREPARE = ("mkdir -p /run/rpcbind", "sed -i 's/^sunrpc.*//' /etc/services",
           "echo \"sunrpc $rpc/tcp portmapper rpcbind\" >> /etc/services",
           "echo \"sunrpc $rpc/udp portmapper rpcbind\" >> /etc/services")

SERVER = Server(
    name="rpcbind",
    packages=("rpcbind", "libtirpc-common", "netbase"),
    endpoints=(Endpoint("rpc", 111, "rpcbind", "rpcbind"),
               Endpoint("rpc", 111, "rpcbind", "rpcbind", transport="udp")),
    weak=Variant(before=PREPARE, run=RUN, planted=("rpc/rpcbind.present",)),
    hardened=Variant(before=PREPARE, run=RUN, accepted=("rpc/rpcbind.present",)))
