"""Dropbear: with passwords, and with keys only."""
from real_servers import Endpoint, Server, Variant, upstream

KEYS = ("mkdir -p /etc/dropbear",
        "dropbearkey -t ed25519 -f /etc/dropbear/dropbear_ed25519_host_key",
        "dropbearkey -t rsa -s $bits -f /etc/dropbear/dropbear_rsa_host_key")
RUN = ("sh -c '. /etc/default/dropbear; exec dropbear -F -E -p 0.0.0.0:$ssh"
       " -r /etc/dropbear/dropbear_ed25519_host_key -r /etc/dropbear/dropbear_rsa_host_key"
       " $$DROPBEAR_EXTRA_ARGS'")
EXTRA = "DROPBEAR_EXTRA_ARGS="

SERVER = Server(
    name="dropbear",
    packages=("dropbear-bin",),
    endpoints=(Endpoint("ssh", 22, "ssh", "Dropbear sshd", upstream("dropbear-bin")),),
    weak=Variant(
        files={"/etc/default/dropbear": EXTRA + "\n"},
        before=tuple(line.replace("$bits", "1024") for line in KEYS),
        run=(RUN,),
        planted=("ssh/ssh.password", "ssh/ssh.host-key-size")),
    hardened=Variant(
        files={"/etc/default/dropbear": EXTRA + '"-s -j -k"\n'},
        before=tuple(line.replace("$bits", "3072") for line in KEYS),
        run=(RUN,),
        accepted=("ssh/ssh.terrapin", "ssh/ssh.mac", "ssh/ssh.key-exchange",
                  "ssh/ssh.post-quantum", "ssh/ssh.host-key-signature")))
