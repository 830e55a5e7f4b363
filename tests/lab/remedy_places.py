"""Where the lab keeps what a remedy names, by server: tests/lab/remedy_test.py reads it."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Places:
    files: dict = dataclasses.field(default_factory=dict)  # path of the package: path in the lab
    words: dict = dataclasses.field(default_factory=dict)  # other words: what the lab has instead
    key: str = "/etc/lab/good.key"
    given: dict = dataclasses.field(default_factory=dict)  # files that the user brings: passwords
    before: tuple = ()    # shell lines before the remedies are applied
    after: tuple = ()     # the remedy's own command, where there is one besides a restart
    closes: bool = False  # the remedy gives the port up
    untried: dict = dataclasses.field(default_factory=dict)  # check: why the lab cannot tell


def one(theirs, ours, **more):
    return Places(files={theirs: ours}, **more)


APACHE = ("conf-available/security.conf", "sites-available/default-ssl.conf", "apache2.conf",
          "mods-available/status.conf", "sites-available/000-default.conf")
PLACES = {
    "apache2": Places(files={f"/etc/apache2/{name}": "/etc/apache.conf" for name in APACHE}),
    "beanstalkd": Places(closes=True),
    "bind9": one("/etc/bind/named.conf.options", "/etc/named.conf"),
    "cups": one("/etc/cups/cupsd.conf", "/etc/cupsd-lab.conf"),
    "dante": one("/etc/danted.conf", "/etc/danted-lab.conf"),
    "dnsmasq": Places(closes=True),
    "docker-registry": one("/etc/docker/registry/config.yml", "/etc/registry.yml", before=(
        "mkdir -p /etc/docker/registry",
        "htpasswd -Bbn $user $password > /etc/docker/registry/htpasswd")),
    "dovecot": Places(files={f"/etc/dovecot/conf.d/{name}": "/etc/dovecot-lab.conf"
                             for name in ("10-auth.conf", "10-ssl.conf")}),
    "dropbear": Places(),
    "etcd": Places(),
    "git": Places(closes=True),
    "haproxy": one("/etc/haproxy/haproxy.cfg", "/etc/haproxy-lab.cfg"),
    "icecast": one("/etc/icecast2/icecast.xml", "/etc/icecast-lab.xml"),
    "lighttpd": one("/etc/lighttpd/lighttpd.conf", "/etc/lighttpd.conf"),
    "mariadb": Places(),
    "memcached": Places(closes=True),
    "mosquitto": one("/etc/mosquitto/conf.d/minato.conf", "/etc/mosquitto-lab.conf", before=(
        "mosquitto_passwd -b -c /etc/mosquitto/passwd $user $password",
        "chmod 644 /etc/mosquitto/passwd"), words={"listener 8883": "listener $mqtt"}),
    "nats": Places(),
    "nginx": Places(files={name: "/etc/nginx.conf" for name in (
        "/etc/nginx/nginx.conf", "/etc/nginx/sites-available/default")}, untried={
            f"{key}/http.cookies": "the lab's cookie comes from no proxied application"
            for key in ("http", "https")}),
    "ntpsec": one("/etc/ntpsec/ntp.conf", "/etc/ntp-lab.conf"),
    "openssh": Places(),
    "postfix": Places(),
    "postgresql": Places(key="/var/lib/pg/k", files={
        f"/etc/postgresql/15/main/{name}": f"/var/lib/pg/{name}"
        for name in ("pg_hba.conf", "postgresql.conf")}),
    "proftpd": one("/etc/proftpd/tls.conf", "/etc/proftpd/proftpd.conf"),
    "prosody": one("/etc/prosody/prosody.cfg.lua", "/etc/prosody-lab.cfg.lua"),
    "pure-ftpd": Places(before=(
        "mkdir -p /etc/ssl/private",
        "cat /etc/lab/good.key /etc/lab/chain.pem > /etc/ssl/private/pure-ftpd.pem")),
    "rabbitmq": Places(words={"ssl.default = 5671": "ssl.default = $amqp"}),
    "redis": one("/etc/redis/redis.conf", "/etc/redis.conf"),
    "rpcbind": Places(closes=True),
    "rsync": one("/etc/rsyncd.conf", "/etc/rsyncd-lab.conf",
                 given={"/etc/rsyncd.secrets": "$user:$password\n"},
                 before=("chmod 600 /etc/rsyncd.secrets",)),
    "samba": one("/etc/samba/smb.conf", "/etc/smb-lab.conf", untried={
        f"{key}/smb.encryption": "once guests are out, only a password can tell"
        for key in ("smb", "netbios")}),
    "slapd": Places(after=(
        "for change in /etc/ldap/minato-*.ldif; do slapmodify -F /etc/ldap/slapd.d -n 0"
        " -l $$change; done",)),
    "snmpd": one("/etc/snmp/snmpd.conf", "/etc/snmpd-lab.conf", closes=True),
    "squid": one("/etc/squid/squid.conf", "/etc/squid-lab.conf"),
    "telnetd": Places(words={"telnet": "$telnet"}, closes=True),
    "tftpd": Places(closes=True),
    "tigervnc": Places(before=(
        "mkdir -p /root/.vnc", "echo $password | tigervncpasswd -f > /root/.vnc/passwd")),
    "tinyproxy": one("/etc/tinyproxy/tinyproxy.conf", "/etc/tinyproxy-lab.conf"),
    "unbound": one("/etc/unbound/unbound.conf.d/minato.conf", "/etc/unbound-lab.conf"),
    "vsftpd": Places(before=("mkdir -p /run/empty",)),
    "x11": Places(closes=True),
}
NEVER_TRIED = {
    "chrony": "nothing is missing on it",
    "exim": "Debian generates its configuration (update-exim4.conf); the lab writes one of its own",
    "ngircd": "the remedy opens a TLS port beside the plain one, which the check goes on to name",
    "s_server": "it has no configuration file, and no remedy",
    "xrdp": "RDP does not tell the product, and most are Windows: no remedy is printed",
    "vnc": "x11vnc does not name itself, so the remedy is that of the usual product",
}
