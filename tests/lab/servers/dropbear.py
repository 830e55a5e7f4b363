"""Dropbear: with passwords, and with keys only."""
from real_servers import Endpoint, Server, Variant, upstream

KEYS = ("mkdir -p /etc/dropbear",
        "dropbearkey -t ed25519 -f /etc/dropbear/ed25519",
        "dropbearkey -t rsa -s $bits -f /etc/dropbear/rsa")
RUN = "dropbear -F -E -p 0.0.0.0:$ssh -r /etc/dropbear/ed25519 -r /etc/dropbear/rsa"

SERVER = Server(
    name="dropbear",
    packages=("dropbear-bin",),
    endpoints=(Endpoint("ssh", 22, "ssh", "Dropbear sshd", upstream("dropbear-bin")),),
    weak=Variant(
        before=tuple(line.replace("$bits", "1024") for line in KEYS),
        run=(RUN,),
        planted=("ssh/ssh.password", "ssh/ssh.host-key-size")),
    hardened=Variant(
        before=tuple(line.replace("$bits", "3072") for line in KEYS),
        run=(RUN + " -s -j -k",),
        accepted=("ssh/ssh.terrapin", "ssh/ssh.mac", "ssh/ssh.key-exchange",
                  "ssh/ssh.post-quantum", "ssh/ssh.host-key-signature")))
