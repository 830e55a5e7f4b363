"""OpenLDAP: readable by all in plain text, or log-in over TLS."""
from real_servers import Endpoint, Server, Variant

COMMON = """\
include /etc/ldap/schema/core.schema
pidfile /run/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
"""
DATABASE = """
database mdb
suffix "dc=lab,dc=test"
rootdn "cn=admin,dc=lab,dc=test"
rootpw $password
directory /var/lib/ldap-lab
"""
FIRST = {"/etc/first.ldif": """\
dn: dc=lab,dc=test
objectClass: dcObject
objectClass: organization
o: lab
dc: lab
"""}
PREPARE = ("mkdir -p /var/lib/ldap-lab", "slapadd -f /etc/slapd-lab.conf -l /etc/first.ldif")

SERVER = Server(
    name="slapd",
    packages=("slapd",),
    endpoints=(Endpoint("ldap", 389, "ldap", "OpenLDAP"),),
    weak=Variant(
        files=FIRST | {"/etc/slapd-lab.conf": COMMON + DATABASE + "access to * by * read\n"},
        # In cn=config, as the package keeps it.
        before=(*PREPARE, "rm -rf /etc/ldap/slapd.d", "mkdir -p /etc/ldap/slapd.d",
                "slaptest -f /etc/slapd-lab.conf -F /etc/ldap/slapd.d"),
        run=("slapd -d 0 -F /etc/ldap/slapd.d -h ldap://0.0.0.0:$ldap",),
        planted=("ldap/ldap.anonymous", "ldap/ldap.encryption")),
    hardened=Variant(
        files=FIRST | {"/etc/slapd-lab.conf": COMMON + """
TLSCACertificateFile $ca
TLSCertificateFile $cert
TLSCertificateKeyFile $key_file
TLSProtocolMin 3.3
TLSCipherSuite SECURE256:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3:-RSA:-CIPHER-ALL:+AES-256-GCM
security tls=1
disallow bind_anon
require authc
""" + DATABASE + "access to * by anonymous auth by users read by * none\n"},
        before=PREPARE,
        run=("slapd -d 0 -f /etc/slapd-lab.conf -h ldap://0.0.0.0:$ldap",)))
