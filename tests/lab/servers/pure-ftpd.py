"""Pure-FTPd: anonymous, or TLS required for all."""
from real_servers import Endpoint, Server, Variant

SERVER = Server(
    name="pure-ftpd",
    packages=("pure-ftpd", "pure-ftpd-common"),
    endpoints=(Endpoint("ftp", 21, "ftp", "Pure-FTPd"),),
    weak=Variant(
        # By the package's own reader of /etc/pure-ftpd/conf.
        files={"/etc/pure-ftpd/conf/Bind": "0.0.0.0,$ftp\n", "/etc/pure-ftpd/conf/NoAnonymous": "no\n",
               "/etc/pure-ftpd/conf/DontResolve": "yes\n"},
        before=("mkdir -p /srv/ftp /run/pure-ftpd",),
        run=("pure-ftpd-wrapper",),
        planted=("ftp/ftp.anonymous", "ftp/ftp.encryption")),
    hardened=Variant(
        before=("mkdir -p /srv/ftp /run/pure-ftpd /etc/ssl/private",
                "cat /etc/lab/good.key /etc/lab/chain.pem > /etc/ssl/private/pure-ftpd.pem"),
        run=("pure-ftpd -S 0.0.0.0,$ftp -4 -H -E -Y 3 -J ECDHE+AESGCM",)))
