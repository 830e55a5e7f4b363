"""OpenSSH: as it was set up in 2012, and as it is set up with care."""
from real_servers import Endpoint, Server, Variant, upstream

COMMON = """
    Include /etc/ssh/sshd_config.d/*.conf
    Port $ssh
    ListenAddress 0.0.0.0
    HostKey /etc/ssh/ssh_host_rsa_key
    HostKey /etc/ssh/ssh_host_ed25519_key
    PidFile /run/sshd.pid
    UsePAM no
    """

SERVER = Server(
    name="openssh",
    packages=("openssh-server", "openssh-client"),
    endpoints=(Endpoint("ssh", 22, "ssh", "OpenSSH", upstream("openssh-server")),),
    weak=Variant(
        files={"/etc/ssh/sshd_config": COMMON + """
            PermitRootLogin yes
            PasswordAuthentication yes
            Ciphers aes128-cbc,3des-cbc,aes128-ctr,chacha20-poly1305@openssh.com
            MACs hmac-md5,hmac-sha1,hmac-sha2-256
            KexAlgorithms diffie-hellman-group1-sha1,diffie-hellman-group14-sha1,curve25519-sha256
            HostKeyAlgorithms ssh-rsa,ssh-ed25519
            RequiredRSASize 1024
            """},
        before=("rm -f /etc/ssh/ssh_host_* /etc/ssh/sshd_config.d/*", "ssh-keygen -q -t rsa -b 1024 -N '' -f /etc/ssh/ssh_host_rsa_key",
                "ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key"),
        run=("/usr/sbin/sshd -D -e",),
        planted=("ssh/ssh.cipher", "ssh/ssh.mac", "ssh/ssh.key-exchange",
                 "ssh/ssh.host-key-size", "ssh/ssh.host-key-signature", "ssh/ssh.password",
                 "ssh/ssh.post-quantum")),
    hardened=Variant(
        files={"/etc/ssh/sshd_config": COMMON + """
            PermitRootLogin no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            Ciphers aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr
            MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com
            KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256
            HostKeyAlgorithms ssh-ed25519,rsa-sha2-512,rsa-sha2-256
            """},
        before=("rm -f /etc/ssh/ssh_host_* /etc/ssh/sshd_config.d/*", "ssh-keygen -q -t rsa -b 3072 -N '' -f /etc/ssh/ssh_host_rsa_key",
                "ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key"),
        run=("/usr/sbin/sshd -D -e",)))
