"""Real servers of Debian for tests: fetched, unpacked, started weak or hardened, stopped.

    with Lab("audit") as lab:
        host = lab.namespace("host")
        box = start(lab, host, load("redis"), "weak", {"redis": 26379})
        ... box.ports["redis"] answers now ...

Nothing is installed: packages are unpacked below build/servers (MINATO_SERVERS names another place)
and laid over the machine's own /usr and /etc in a mount namespace of the server's own, with a PID
namespace whose end is the end of all it started. One file a server: tests/lab/servers/NAME.py.
Needs root and overlayfs. `python3 tests/lab/real_servers.py fetch [NAME…]` fetches ahead of time.
"""
import dataclasses
import functools
import importlib.util
import os
import pathlib
import re
import select
import signal
import socket
import string
import subprocess
import sys
import tempfile
import textwrap
import time

from lab import ROOT, LabError, command

ADDRESS = "10.9.0.2"
FILES = pathlib.Path(__file__).resolve().parent / "servers"
STORE = pathlib.Path(os.environ.get("MINATO_SERVERS", ROOT / "build/servers"))
READY_SECONDS = 180  # RabbitMQ on a machine that has other work
USER, PASSWORD = "harbour", "Minato-7-Piers"
# Of PASSWORD: `openssl passwd -6 -salt minato Minato-7-Piers`, made anew by each box.
ACCOUNTS = {"sshd": 801, "ftp": 802, "postfix": 803, "www-data": 33, "dovecot": 804,
            "dovenull": 805, "bind": 806, "dnsmasq": 807, "unbound": 808, "xrdp": 809,
            "mysql": 810, "postgres": 811, "redis": 812, "memcache": 813, "mosquitto": 814,
            "rabbitmq": 815, "Debian-snmp": 816, "ntpsec": 817, "openldap": 818, "haproxy": 819,
            "tftp": 820, "_rpc": 821, "etcd": 822, "tinyproxy": 823, "proxy": 13, "irc": 824,
            "prosody": 825, "icecast2": 826, "Debian-exim": 827, "proftpd": 828, "lp": 7,
            "_chrony": 829, "telnetd": 830, USER: 1500}
GROUPS = {"postdrop": 840, "ftp": 802, "sasl": 841, "shadow": 42, "lpadmin": 842, "mail": 8}


@dataclasses.dataclass(frozen=True)
class Endpoint:
    """One port of a server, and the truth about it. version "": the server does not reveal it."""
    key: str
    port: int
    service: str
    product: str
    version: str = ""
    transport: str = "tcp"
    tunnel: str = ""


@dataclasses.dataclass(frozen=True)
class Variant:
    """How it is started. In texts, $key is the port of the endpoint `key`, $cert, $key_file, $ca,
    $bad_cert, $bad_key, $user and $password what they say."""
    files: dict = dataclasses.field(default_factory=dict)
    before: tuple = ()    # shell lines, one after the other, must succeed
    run: tuple = ()       # shell lines, side by side: the server itself
    planted: tuple = ()   # findings that an audit must report missing: "endpoint key/check id"
    accepted: tuple = ()  # findings that remain true of this server however it is hardened


@dataclasses.dataclass(frozen=True)
class Server:
    name: str
    packages: tuple
    endpoints: tuple
    weak: Variant
    hardened: Variant

    def ports(self, offset=0):
        """The usual ports, or unusual ones: usual + offset."""
        return {endpoint.key: endpoint.port + offset for endpoint in self.endpoints}


def network(lab, client="auditor"):
    """Two namespaces and a cable: who asks, and the host at ADDRESS where the servers are."""
    asking, host = lab.namespace(client), lab.namespace("host")
    lab.cable(asking, host)
    asking.address("eth0", "10.9.0.1/24")
    host.address("eth0", f"{ADDRESS}/24")
    return asking, host


def names():
    return sorted(path.stem for path in FILES.glob("*.py"))


def load(name):
    """The declaration in tests/lab/servers/NAME.py."""
    spec = importlib.util.spec_from_file_location(f"servers_{name.replace('-', '_')}",
                                                  FILES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SERVER


def fetch(server):
    """Its packages and what they need, unpacked; returns the folder. Once: later calls find it."""
    tree, archives = STORE / "trees" / server.name, STORE / "archives"
    stamp = tree / ".complete"
    wanted = " ".join(server.packages)
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return tree
    (archives / "partial").mkdir(parents=True, exist_ok=True)
    command("rm", "-rf", str(tree))
    tree.mkdir(parents=True)
    for archive in needed_archives(server.packages, archives):
        command("dpkg", "-x", str(archive), str(tree))
    for folder in ("bin", "sbin", "lib"):  # a merged /usr, as the machine has it
        if (tree / folder).is_dir():
            (tree / "usr" / folder).mkdir(parents=True, exist_ok=True)
            command("cp", "-a", f"{tree / folder}/.", str(tree / "usr" / folder))
            command("rm", "-rf", str(tree / folder))
    for folder in ("usr", "etc", "var"):
        (tree / folder).mkdir(exist_ok=True)
    stamp.write_text(wanted, encoding="ascii")
    return tree


def needed_archives(packages, archives):
    """Downloads the packages with what they need and the machine lacks."""
    apt = ["apt-get", "install", "-y", "--no-install-recommends", "--reinstall",
           "-o", "Debug::NoLocking=1"]
    with tempfile.TemporaryDirectory() as empty:  # what is there already is not named otherwise
        pathlib.Path(empty, "partial").mkdir()
        uris = command(*apt, "-o", f"Dir::Cache::Archives={empty}", "--print-uris", "-qq",
                       *packages)
    command(*apt, "-o", f"Dir::Cache::Archives={archives}", "--download-only", "-q", *packages)
    return [archives / line.split()[1] for line in uris.splitlines() if line.startswith("'")]


@functools.lru_cache(maxsize=None)
def upstream(package):
    """The version its makers gave it: without epoch, Debian's revision and repacking marks."""
    found = re.search(r"Candidate: (?:\d+:)?(\S+)", command("apt-cache", "policy", package))
    return re.split(r"[-+~](?:dfsg|ds|rc|really|\d)", found.group(1))[0] if found else ""


def keys(lab):
    """Certificates of one lab: an authority, one good certificate, one that nobody should trust."""
    folder = lab.folder / "keys"
    if folder.exists():
        return folder
    folder.mkdir()
    names_ = "subjectAltName=DNS:localhost,DNS:lab.test,IP:127.0.0.1,IP:10.9.0.2"
    (folder / "ext").write_text(names_ + "\nextendedKeyUsage=serverAuth\n", encoding="ascii")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    for line in (
            "req -x509 -newkey rsa:3072 -nodes -sha256 -days 30 -subj /CN=Lab-CA"
            " -keyout ca.key -out ca.pem",
            "req -newkey rsa:3072 -nodes -sha256 -subj /CN=lab.test -keyout good.key -out good.csr",
            "x509 -req -in good.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 20 -sha256"
            " -extfile ext -out good.pem",
            "req -x509 -newkey rsa:1024 -nodes -sha1 -days 1 -subj /CN=elsewhere.test"
            " -keyout bad.key -out bad.pem"):
        subprocess.run(["openssl", *line.split()], check=True, **quiet)
    with open(folder / "chain.pem", "wb") as chain:
        chain.write((folder / "good.pem").read_bytes() + (folder / "ca.pem").read_bytes())
    return folder


MAKE_ROOT = r"""
set -e
root=$1 tree=$2 stage=$3
mount --make-rprivate /
mount -t tmpfs -o mode=755 box "$root"
cd "$root"
mkdir -m 755 .up usr etc proc dev sys home root opt srv mnt var run
mkdir -m 1777 tmp
for part in usr etc; do
  mkdir ".up/$part" ".up/$part.work"
  mount -t overlay overlay -o \
    "lowerdir=$tree/$part:/$part,upperdir=$root/.up/$part,workdir=$root/.up/$part.work" "$part"
done
ln -s usr/bin bin; ln -s usr/sbin sbin; ln -s usr/lib lib; ln -s usr/lib64 lib64
mount --rbind /dev dev
mount --rbind /sys sys
mount -t proc proc proc
cp -a "$tree/var/." var/
mkdir -p var/log var/tmp var/lib var/cache var/spool var/mail var/empty run/lock run/sshd
ln -s /run var/run 2>/dev/null || true
mkdir -m 755 "home/__USER__"
rm -f etc/resolv.conf
cp -a "$stage/." .
chown -R 1500:1500 "home/__USER__"
exec chroot "$root" /bin/bash /box.sh
""".replace("__USER__", USER)


class Box:
    """A running server; owns the processes of its PID namespace and nothing else."""

    def __init__(self, lab, space, server, variant, ports):
        self.server, self.ports, self._space = server, ports, space
        number = len(list(lab.folder.iterdir()))
        self.folder = lab.folder / f"box{number}-{server.name}"
        self._root, stage = self.folder / "root", self.folder / "stage"
        self._root.mkdir(parents=True)
        tree = fetch(server)
        self._stage(stage, variant, keys(lab))
        self._log = self.folder / "log"
        argv = ["nsenter", f"--net=/run/netns/{space.name}", "unshare", "--mount", "--pid",
                "--fork", "--kill-child", "bash", "-c", MAKE_ROOT, "box", str(self._root),
                str(tree), str(stage)]
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=log, start_new_session=True)
        self.pid = self._process.pid
        self._stopped = False

    def _stage(self, stage, variant, folder):
        values = {key: str(port) for key, port in self.ports.items()}
        values |= {"cert": "/etc/lab/chain.pem", "key_file": "/etc/lab/good.key",
                   "ca": "/etc/lab/ca.pem", "bad_cert": "/etc/lab/bad.pem",
                   "bad_key": "/etc/lab/bad.key", "user": USER, "password": PASSWORD}
        stage.mkdir()
        for path, text in (accounts() | variant.files).items():
            file = stage / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            filled = string.Template(textwrap.dedent(text)).safe_substitute(values)
            file.write_text(filled, encoding="utf-8")
        (stage / "etc/lab").mkdir(parents=True, exist_ok=True)
        for file in folder.iterdir():
            (stage / "etc/lab" / file.name).write_bytes(file.read_bytes())
        lines = ["set -e", "umask 022", "export HOME=/root LC_ALL=C PATH=/usr/local/sbin:/usr/local"
                 "/bin:/usr/sbin:/usr/bin", "chmod 644 /etc/lab/*.key", *variant.before]
        lines += [f"{line} &" for line in variant.run] + ["wait || true", "exec sleep infinity"]
        script = "\n".join(string.Template(line).safe_substitute(values) for line in lines)
        (stage / "box.sh").write_text(script + "\n", encoding="utf-8")

    def log(self):
        return self._log.read_text(encoding="utf-8", errors="replace")

    def exit_status(self):
        """None while it runs."""
        return self._process.poll()

    def wait_until_ready(self, seconds=READY_SECONDS):
        """Until each endpoint takes a connection (UDP: until the socket is bound)."""
        deadline = time.monotonic() + seconds
        for endpoint in self.server.endpoints:
            while not self._answers(endpoint):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    log = self.log()
                    self.stop()
                    raise LabError(f"{self.server.name} {endpoint.key}: never ready\n{log}")
                select.select([], [], [], 0.05)

    def wait_while_closed(self, seconds):
        """As wait_until_ready, but a server that gives a port up is fine if it goes on running."""
        deadline = time.monotonic() + seconds
        while not all(map(self._answers, self.server.endpoints)):
            if self._process.poll() is not None:
                raise LabError(f"{self.server.name}: ended\n{self.log()}")
            if time.monotonic() > deadline:
                return
            select.select([], [], [], 0.05)

    def _answers(self, endpoint):
        port = self.ports[endpoint.key]
        with self._space.entered():
            if endpoint.transport == "udp":
                tables = "".join(pathlib.Path("/proc/thread-self/net", name).read_text("ascii")
                                 for name in ("udp", "udp6"))
                return f":{port:04X} " in tables
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return True
            except OSError:
                return False

    def stop(self):
        """Ends it with all it started: its PID namespace dies with its first process, large ones
        after it, so the ports are waited for too: the next box must not be taken for this one."""
        if self._stopped:
            return
        self._stopped = True
        if self._process.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        deadline = time.monotonic() + 10
        while any(map(self._answers, self.server.endpoints)) and time.monotonic() < deadline:
            select.select([], [], [], 0.02)


def accounts():
    """passwd, group and shadow of a box: the machine's own and those that packages would make."""
    passwd = pathlib.Path("/etc/passwd").read_text(encoding="utf-8")
    groups = pathlib.Path("/etc/group").read_text(encoding="utf-8")
    known, known_groups = ({line.split(":")[0] for line in text.splitlines()}
                           for text in (passwd, groups))
    digest = command("openssl", "passwd", "-6", "-salt", "minato", PASSWORD).strip()
    shadow = "root:*:19000:0:99999:7:::\n"
    for name, number in ACCOUNTS.items():
        home = f"/home/{name}" if name == USER else "/nonexistent"
        home = "/srv/ftp" if name == "ftp" else home
        shell = "/bin/bash" if name in (USER, "postgres") else "/usr/sbin/nologin"
        if name not in known:
            passwd += f"{name}:x:{number}:{number}::{home}:{shell}\n"
        shadow += f"{name}:{digest if name == USER else '*'}:19000:0:99999:7:::\n"
    for name, number in {**ACCOUNTS, **GROUPS}.items():
        if name not in known_groups:
            groups += f"{name}:x:{number}:\n"
    # A dollar sign of the password's digest is no placeholder.
    return {"/etc/passwd": passwd, "/etc/group": groups, "/etc/shadow": shadow.replace("$", "$$"),
            # Nobody answers there, and says so at once.
            "/etc/resolv.conf": "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"}


def start(lab, space, server, variant="weak", ports=None):
    """Starts a server in a namespace and waits until it answers; the lab stops it at its end."""
    box = Box(lab, space, server, getattr(server, variant), ports or server.ports())
    lab.keep(box)
    box.wait_until_ready()
    return box


if __name__ == "__main__":
    if sys.argv[1:2] != ["fetch"]:
        sys.exit(__doc__)
    for name_ in sys.argv[2:] or names():
        print(name_, fetch(load(name_)), flush=True)
