"""ProFTPD: anonymous in plain text, or TLS required."""
from real_servers import Endpoint, Server, Variant, upstream

COMMON = """
    ServerName "lab"
    ServerType standalone
    Port $ftp
    UseIPv6 off
    User proftpd
    Group nogroup
    ModulePath /usr/lib/proftpd
    ModuleControlsACLs insmod,rmmod allow user root
    PidFile /run/proftpd.pid
    ScoreboardFile /run/proftpd.scoreboard
    WtmpLog off
    AuthPAM off
    """

SERVER = Server(
    name="proftpd",
    packages=("proftpd-core", "proftpd-mod-crypto"),
    endpoints=(Endpoint("ftp", 21, "ftp", "ProFTPD"),),
    weak=Variant(
        files={"/etc/proftpd/proftpd.conf": COMMON + """
            ServerIdent on
            AllowForeignAddress on
            <Anonymous /srv/ftp>
              User ftp
              Group ftp
              UserAlias anonymous ftp
              RequireValidShell off
            </Anonymous>
            """},
        before=("mkdir -p /srv/ftp",),
        run=("proftpd -n -c /etc/proftpd/proftpd.conf",),
        planted=("ftp/ftp.anonymous", "ftp/ftp.encryption", "ftp/ftp.bounce")),
    hardened=Variant(
        files={"/etc/proftpd/proftpd.conf": COMMON + """
            ServerIdent off
            LoadModule mod_tls.c
            TLSEngine on
            TLSRequired on
            TLSProtocol TLSv1.2 TLSv1.3
            TLSCipherSuite ECDHE+AESGCM
            TLSRSACertificateFile $cert
            TLSRSACertificateKeyFile $key_file
            TLSOptions NoSessionReuseRequired
            """},
        run=("proftpd -n -c /etc/proftpd/proftpd.conf",)))
