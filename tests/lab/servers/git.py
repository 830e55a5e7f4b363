"""git daemon: every repository to everybody. It knows no other way, so hardened changes nothing."""
from real_servers import Endpoint, Server, Variant

BEFORE = ("git init -q --bare /srv/cargo.git", "touch /srv/cargo.git/git-daemon-export-ok")
RUN = ("git daemon --reuseaddr --listen=0.0.0.0 --port=$git --base-path=/srv /srv",)

SERVER = Server(
    name="git",
    packages=("git",),
    endpoints=(Endpoint("git", 9418, "git", "git daemon"),),
    weak=Variant(before=BEFORE, run=RUN, planted=("git/git.encryption",)),
    hardened=Variant(before=BEFORE, run=RUN, accepted=("git/git.encryption",)))
