"""Exim: relays for everybody, or for nobody and with STARTTLS."""
from real_servers import Endpoint, Server, Variant, upstream

COMMON = """\
primary_hostname = mail.lab.test
domainlist local_domains = lab.test
daemon_smtp_ports = $smtp
local_interfaces = 0.0.0.0
exim_user = Debian-exim
exim_group = Debian-exim
spool_directory = /var/spool/exim4
log_file_path = /var/log/exim4/%slog
queue_only
acl_smtp_rcpt = check_rcpt
"""
ROUTERS = """
begin routers
drop:
  driver = accept
  transport = drop
begin transports
drop:
  driver = appendfile
  file = /dev/null
  user = Debian-exim
"""
PREPARE = ("mkdir -p /var/spool/exim4 /var/log/exim4 /run/exim4",
           "chown -R Debian-exim:Debian-exim /var/spool/exim4 /var/log/exim4 /run/exim4",
           "chmod 644 /etc/exim.conf")
RUN = ("exim4 -C /etc/exim.conf -bdf -oP /run/exim4/pid",)

SERVER = Server(
    name="exim",
    packages=("exim4-daemon-light", "exim4-config", "exim4-base"),
    endpoints=(Endpoint("smtp", 25, "smtp", "Exim smtpd", upstream("exim4-daemon-light")),),
    weak=Variant(
        files={"/etc/exim.conf": COMMON + "acl_smtp_vrfy = allow_all\ntls_advertise_hosts =\n\nbegin acl\nallow_all:\n"
               "  accept\ncheck_rcpt:\n  accept\n" + ROUTERS},
        before=PREPARE, run=RUN,
        planted=("smtp/smtp.open-relay", "smtp/smtp.encryption", "smtp/smtp.vrfy")),
    hardened=Variant(
        files={"/etc/exim.conf": COMMON + """\
smtp_banner = $$smtp_active_hostname ESMTP
tls_advertise_hosts = *
tls_certificate = $cert
tls_privatekey = $key_file
tls_require_ciphers = SECURE256:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3:-RSA:-CIPHER-ALL:+AES-256-GCM

begin acl
check_rcpt:
  accept domains = +local_domains
         local_parts = postmaster
  deny message = relay not permitted
""" + ROUTERS},
        before=PREPARE, run=RUN,
        accepted=("smtp/smtp.sender",)))
