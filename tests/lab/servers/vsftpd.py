"""vsftpd: anonymous and writable, or TLS only for people with a password."""
from real_servers import Endpoint, Server, Variant, upstream

SERVER = Server(
    name="vsftpd",
    packages=("vsftpd",),
    endpoints=(Endpoint("ftp", 21, "ftp", "vsftpd", upstream("vsftpd")),),
    weak=Variant(
        files={"/etc/vsftpd.conf": """\
listen=YES
listen_port=$ftp
background=NO
anonymous_enable=YES
anon_root=/srv/ftp
anon_upload_enable=YES
anon_mkdir_write_enable=YES
write_enable=YES
port_promiscuous=YES
no_anon_password=YES
seccomp_sandbox=NO
secure_chroot_dir=/run/empty
"""},
        before=("mkdir -p /srv/ftp/incoming /run/empty", "chown ftp /srv/ftp/incoming",
                "chmod 755 /srv/ftp"),
        run=("vsftpd /etc/vsftpd.conf",),
        planted=("ftp/ftp.anonymous", "ftp/ftp.encryption", "ftp/ftp.bounce",
                 "ftp/ftp.anonymous-write")),
    hardened=Variant(
        files={"/etc/vsftpd.conf": """\
listen=YES
listen_port=$ftp
background=NO
anonymous_enable=NO
local_enable=YES
ssl_enable=YES
force_local_logins_ssl=YES
force_local_data_ssl=YES
rsa_cert_file=$cert
rsa_private_key_file=$key_file
ssl_tlsv1=NO
ssl_ciphers=ECDHE+AESGCM
require_ssl_reuse=NO
ftpd_banner=FTP
seccomp_sandbox=NO
secure_chroot_dir=/run/empty
"""},
        before=("mkdir -p /run/empty",),
        run=("vsftpd /etc/vsftpd.conf",)))
