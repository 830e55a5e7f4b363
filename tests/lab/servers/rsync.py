"""rsync: a module for everybody, or hidden behind a password."""
from real_servers import Endpoint, Server, Variant

COMMON = "port = $rsync\nuse chroot = no\nlog file = /dev/stdout\npid file = /run/rsyncd.pid\n"
RUN = ("rsync --daemon --no-detach --config=/etc/rsyncd-lab.conf",)

SERVER = Server(
    name="rsync",
    packages=("rsync",),
    endpoints=(Endpoint("rsync", 873, "rsync", "rsync"),),
    weak=Variant(
        files={"/etc/rsyncd-lab.conf": COMMON + "[cargo]\npath = /srv\nread only = no\n"},
        run=RUN,
        planted=("rsync/rsync.authentication", "rsync/rsync.encryption")),
    hardened=Variant(
        files={"/etc/rsyncd-lab.conf": COMMON + "[cargo]\npath = /srv\nlist = no\n"
               "auth users = $user\nsecrets file = /etc/rsyncd.secrets\n",
               "/etc/rsyncd.secrets": "$user:$password\n"},
        before=("chmod 600 /etc/rsyncd.secrets",), run=RUN,
        accepted=("rsync/rsync.encryption",)))
