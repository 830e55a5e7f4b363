"""Dovecot: passwords in the clear, or TLS first."""
from real_servers import Endpoint, Server, Variant

COMMON = """
    protocols = imap pop3
    listen = 0.0.0.0
    base_dir = /run/dovecot
    log_path = /dev/stderr
    mail_location = maildir:/tmp/mail
    passdb {
      driver = passwd-file
      args = scheme=plain /etc/dovecot-users
    }
    userdb {
      driver = static
      args = uid=1500 gid=1500 home=/home/harbour
    }
    service imap-login {
      inet_listener imap {
        port = $imap
      }
      inet_listener imaps {
        port = $imaps
        ssl = yes
      }
    }
    service pop3-login {
      inet_listener pop3 {
        port = $pop3
      }
      inet_listener pop3s {
        port = $pop3s
        ssl = yes
      }
    }
    ssl_cert = <$cert
    ssl_key = <$key_file
    """
USERS = {"/etc/dovecot-users": "$user:$password\n"}
RUN = ("dovecot -F -c /etc/dovecot-lab.conf",)

SERVER = Server(
    name="dovecot",
    packages=("dovecot-imapd", "dovecot-pop3d"),
    endpoints=(Endpoint("imap", 143, "imap", "Dovecot imapd"),
               Endpoint("imaps", 993, "imap", "Dovecot imapd", tunnel="tls"),
               Endpoint("pop3", 110, "pop3", "Dovecot pop3d"),
               Endpoint("pop3s", 995, "pop3", "Dovecot pop3d", tunnel="tls")),
    weak=Variant(
        files=USERS | {"/etc/dovecot-lab.conf": COMMON + """
            ssl = yes
            disable_plaintext_auth = no
            ssl_min_protocol = TLSv1
            ssl_cipher_list = ALL:@SECLEVEL=0
            """},
        before=("mkdir -p /run/dovecot",),
        run=RUN,
        planted=("imap/imap.plain-login", "pop3/pop3.plain-login", "imaps/tls.protocols")),
    hardened=Variant(
        files=USERS | {"/etc/dovecot-lab.conf": COMMON + """
            ssl = required
            disable_plaintext_auth = yes
            ssl_min_protocol = TLSv1.2
            ssl_cipher_list = ECDHE+AESGCM
            """},
        before=("mkdir -p /run/dovecot",),
        run=RUN))
