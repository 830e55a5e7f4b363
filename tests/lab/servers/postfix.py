"""Postfix: an open relay without TLS, or STARTTLS with strict recipients."""
from real_servers import Endpoint, Server, Variant

COMMON = """\
compatibility_level = 3.6
queue_directory = /var/spool/postfix
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
data_directory = /var/lib/postfix
maillog_file = /dev/stdout
inet_interfaces = all
inet_protocols = ipv4
myhostname = mail.lab.test
myorigin = lab.test
mydestination = lab.test, localhost
local_recipient_maps =
alias_maps =
default_transport = discard
relay_transport = discard
local_transport = discard
"""
MASTER = """\
$smtp inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
PREPARE = ("mkdir -p /var/spool/postfix /var/lib/postfix",
           "chown postfix /var/lib/postfix",
           "cp -n /usr/share/postfix/postfix-files /etc/postfix/ || true",
           "postfix set-permissions 2>/dev/null || true",
           "touch /etc/postfix/dynamicmaps.cf")

SERVER = Server(
    name="postfix",
    packages=("postfix",),
    endpoints=(Endpoint("smtp", 25, "smtp", "Postfix smtpd"),),
    weak=Variant(
        files={"/etc/postfix/main.cf": COMMON + """\
mynetworks = 0.0.0.0/0
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_tls_security_level = none
local_recipient_maps = inline:{postmaster=here}
disable_vrfy_command = no
""", "/etc/postfix/master.cf": MASTER},
        before=PREPARE,
        run=("postfix start-fg",),
        planted=("smtp/smtp.open-relay", "smtp/smtp.encryption", "smtp/smtp.vrfy")),
    hardened=Variant(
        files={"/etc/postfix/main.cf": COMMON + """\
mynetworks = 127.0.0.0/8
smtpd_banner = $$myhostname ESMTP
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = reject_unknown_recipient_domain, reject_unauth_destination
smtpd_sender_restrictions = reject_non_fqdn_sender, reject_unknown_sender_domain
disable_vrfy_command = yes
smtpd_tls_security_level = may
smtpd_tls_cert_file = $cert
smtpd_tls_key_file = $key_file
smtpd_tls_protocols = >=TLSv1.2
smtpd_tls_mandatory_protocols = >=TLSv1.2
smtpd_tls_ciphers = high
smtpd_tls_exclude_ciphers = aNULL, kRSA, SHA1, CBC, DHE, AESCCM, ARIA, CAMELLIA, kPSK, aPSK
""", "/etc/postfix/master.cf": MASTER},
        before=PREPARE,
        run=("postfix start-fg",)))
