"""Samba: SMB1 and guests, or SMB3 signed and encrypted."""
from real_servers import Endpoint, Server, Variant

COMMON = """\
[global]
workgroup = HARBOUR
netbios name = PIER
interfaces = lo eth0
smb ports = $smb $netbios
disable spoolss = yes
load printers = no
log file = /dev/stdout
pid directory = /run/samba
lock directory = /run/samba
state directory = /var/lib/samba
cache directory = /var/cache/samba
private dir = /var/lib/samba/private
ncalrpc dir = /run/samba/ncalrpc
"""
SHARE = """\
[cargo]
path = /srv/cargo
comment = cargo lists
"""
PREPARE = ("mkdir -p /run/samba /var/lib/samba/private /var/cache/samba /srv/cargo",
           "chmod 777 /srv/cargo")
RUN = ("smbd --foreground --no-process-group -s /etc/smb-lab.conf",)

SERVER = Server(
    name="samba",
    packages=("samba",),
    endpoints=(Endpoint("smb", 445, "microsoft-ds", "Samba smbd"),
               Endpoint("netbios", 139, "netbios-ssn", "Samba smbd")),
    weak=Variant(
        files={"/etc/smb-lab.conf": COMMON + """\
server min protocol = NT1
map to guest = Bad User
server signing = disabled
""" + SHARE + "guest ok = yes\nread only = no\n"},
        before=PREPARE, run=RUN,
        planted=("smb/smb.smb1", "smb/smb.signing", "smb/smb.guest", "smb/smb.encryption")),
    hardened=Variant(
        files={"/etc/smb-lab.conf": COMMON + """\
server min protocol = SMB3_11
map to guest = Never
restrict anonymous = 2
server signing = mandatory
server smb encrypt = required
""" + SHARE},
        before=PREPARE, run=RUN))
