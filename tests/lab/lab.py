"""A network of namespaces for tests: hosts, cables, links with delay and loss, packet filters.

    with Lab("loss") as lab:
        scanner, host = lab.namespace("scanner"), lab.namespace("host")
        lab.link(scanner, host, both="delay=10ms,loss=1%")
        scanner.address("eth0", "10.9.0.1/24")
        host.address("eth0", "10.9.0.2/24")
        host.listen(tcp=[22, 80])
        scanner.run("ping", "-c1", "10.9.0.2")

Everything is named after this process and gone when the `with` ends, however it ends. What a killed
run left behind is removed by the next one. Nothing leaves the namespaces. Needs root (`as_root`).
"""
import array
import contextlib
import ctypes
import fcntl
import ipaddress
import itertools
import json
import os
import pathlib
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARIES = pathlib.Path(os.environ.get("MINATO_LAB_BIN", ROOT / "build/dev/tests/lab"))
NETNS = pathlib.Path("/run/netns")
PREFIX = "minato-lab"
CLONE_NEWNET = 0x40000000
SIOCETHTOOL = 0x8946
# Of linux/ethtool.h: receive and transmit checksums, segmentation (TSO, GSO), GRO.
OFFLOADS_OFF = (0x15, 0x17, 0x1F, 0x24, 0x2C)
READY_SECONDS = 20
STOP_SECONDS = 10

libc = ctypes.CDLL(None, use_errno=True)


class LabError(Exception):
    """The lab could not be built, or a program in it did not do what it was asked to."""


def as_root():
    """Starts this program again through sudo, unless it is root already."""
    if os.geteuid() != 0:
        os.execvp("sudo", ["sudo", "-n", "-E", sys.executable, *sys.orig_argv[1:]])


def command(*argv, text=None):
    """Runs a set-up command; its words on stderr are the error."""
    done = subprocess.run(argv, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"{' '.join(argv)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


class Process:
    """A program that runs in a namespace until it is stopped; owns exactly the process it made."""

    def __init__(self, argv, name, folder):
        self.name = name
        self._said = ""
        self._errors = tempfile.TemporaryFile(dir=folder)
        self._process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                         stderr=self._errors, start_new_session=True)
        self._unread = b""
        self.pid = self._process.pid

    def line(self, seconds=READY_SECONDS):
        """The next line of its output, without the newline."""
        while b"\n" not in self._unread:
            if not select.select([self._process.stdout], [], [], seconds)[0]:
                raise LabError(f"{self.name}: no word in {seconds} s {self.errors()}")
            more = os.read(self._process.stdout.fileno(), 65536)
            if not more:
                raise LabError(f"{self.name} ended: {self.errors()}")
            self._unread += more
        line, self._unread = self._unread.split(b"\n", 1)
        return line.decode()

    def errors(self):
        """What it wrote to stderr so far."""
        if not self._errors.closed:
            self._errors.seek(0)
            self._said = self._errors.read().decode(errors="replace").strip()
        return self._said

    def signal(self, number):
        self._process.send_signal(number)

    def running(self):
        return self._process.poll() is None

    def stop(self):
        """SIGTERM, then SIGKILL to its own process group; returns the rest of its output."""
        if self.running():
            self._process.terminate()
        try:
            rest, _ = self._process.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            rest, _ = self._process.communicate()
        rest, self._unread = self._unread + rest, b""
        self.errors()
        self._errors.close()
        return rest.decode()


class Listeners(threading.Thread):
    """Real sockets of the kernel: accepts and closes, answers datagrams that begin as asked."""

    def __init__(self):
        super().__init__(daemon=True)
        self._poll = select.epoll()
        self._wake, self._woken = socket.socketpair()
        self._poll.register(self._woken, select.EPOLLIN)
        self._sockets = {}

    def add(self, sock, request=None, reply=b""):
        sock.setblocking(False)
        self._sockets[sock.fileno()] = (sock, request, reply)
        self._poll.register(sock, select.EPOLLIN)

    def run(self):
        while True:
            for number, _ in self._poll.poll():
                if number == self._woken.fileno():
                    return
                with contextlib.suppress(OSError):  # the peer may have gone again
                    self._serve(*self._sockets[number])

    @staticmethod
    def _serve(sock, request, reply):
        if sock.type == socket.SOCK_STREAM:
            for _ in range(256):
                sock.accept()[0].close()
            return
        for _ in range(256):
            data, peer = sock.recvfrom(2048)
            if data.startswith(request):
                sock.sendto(reply, peer)

    def stop(self):
        if self.is_alive():
            self._wake.send(b"x")
            self.join()
        for sock, _, _ in self._sockets.values():
            sock.close()
        for end in (self._wake, self._woken, self._poll):
            end.close()


class Namespace:
    """A host of the lab: a network namespace with its loopback up and no other interface."""

    def __init__(self, lab, role):
        self.lab = lab
        self.role = role
        self.name = f"{lab.prefix}-{role}"
        command("ip", "netns", "add", self.name)
        self.ip("link set lo up")
        # No waiting for duplicate addresses, no router solicitations into quiet tests.
        for where in ("all", "default"):
            self.sysctl(f"net/ipv6/conf/{where}/accept_dad", 0)
            self.sysctl(f"net/ipv6/conf/{where}/router_solicitations", 0)

    @contextlib.contextmanager
    def entered(self):
        """This thread is inside: sockets made here stay there, /proc/sys/net is its own."""
        with open("/proc/thread-self/ns/net", "rb") as home, open(NETNS / self.name, "rb") as there:
            if libc.setns(there.fileno(), CLONE_NEWNET) != 0:
                raise LabError(f"setns {self.name}: {os.strerror(ctypes.get_errno())}")
            try:
                yield self
            finally:
                if libc.setns(home.fileno(), CLONE_NEWNET) != 0:
                    os.abort()  # any further step would touch the wrong network

    def ip(self, words):
        """`ip -n <this> words`."""
        return command("ip", "-n", self.name, *words.split())

    def sysctl(self, path, value):
        """path: below /proc/sys, such as net/ipv4/icmp_ratelimit."""
        with self.entered():
            pathlib.Path("/proc/sys", path).write_text(f"{value}\n", encoding="ascii")

    def address(self, interface, address):
        """address: with its prefix length, IPv4 or IPv6."""
        family = ipaddress.ip_interface(address).version
        self.ip(f"addr add {address} dev {interface}" + (" nodad" if family == 6 else ""))

    def route(self, prefix, via=None, interface=None):
        words = f"route replace {prefix}" + (f" via {via}" if via else "")
        family = "-6 " if ":" in prefix or ":" in (via or "") else ""
        self.ip(family + words + (f" dev {interface}" if interface else ""))

    def mac(self, interface):
        return json.loads(self.ip(f"-j link show {interface}"))[0]["address"]

    def silence(self, interface):
        """The kernel keeps quiet here: the frames belong to a program of the lab."""
        self.sysctl(f"net/ipv6/conf/{interface}/disable_ipv6", 1)
        self.ip(f"link set {interface} arp off")

    def plain(self, interface):
        """Frames as on a wire: finished checksums, no segments longer than the MTU."""
        with self.entered(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            for feature in OFFLOADS_OFF:
                value = array.array("I", [feature, 0])
                request = struct.pack("16sP", interface.encode(), value.buffer_info()[0])
                fcntl.ioctl(sock, SIOCETHTOOL, request)

    def nft(self, rules):
        """Loads a ruleset in nft's own language."""
        command("ip", "netns", "exec", self.name, "nft", "-f", "-", text=rules)

    def listen(self, tcp=(), udp=None, address="::"):
        """Real listeners. udp: {port: (how a request begins, reply)}."""
        with self.entered():
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            for port in tcp:
                sock = socket.socket(family, socket.SOCK_STREAM)
                self.lab.listeners.add(sock)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                sock.bind((address, port))
                sock.listen(4096)
            for port, (request, reply) in (udp or {}).items():
                sock = socket.socket(family, socket.SOCK_DGRAM)
                self.lab.listeners.add(sock, request, reply)
                sock.bind((address, port))
        if not self.lab.listeners.is_alive():
            self.lab.listeners.start()

    def run(self, *argv, timeout=60, check=True, **options):
        """Runs a command inside to its end; returns subprocess.CompletedProcess with text."""
        argv = ["ip", "netns", "exec", self.name, *map(str, argv)]
        with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, start_new_session=True,
                              **options) as process:
            try:
                out, errors = process.communicate(timeout=timeout)
            except BaseException:  # what it started goes with it: the group is ours alone
                os.killpg(process.pid, signal.SIGKILL)
                raise
        if check and process.returncode != 0:
            raise LabError(f"{argv[4]} ended with {process.returncode}: {errors.strip()}")
        return subprocess.CompletedProcess(argv, process.returncode, out, errors)

    def start(self, *argv):
        """Starts a command inside; the lab stops it at the latest at its end."""
        argv = ["ip", "netns", "exec", self.name, *map(str, argv)]
        return self.lab.keep(Process(argv, f"{argv[4]} in {self.role}", self.lab.folder))


class Link:
    """A running link program between two namespaces."""

    def __init__(self, process):
        self._process = process

    def statistics(self):
        """{"to_right": {...}, "to_left": {...}} so far."""
        self._process.signal(signal.SIGUSR1)
        return json.loads(self._process.line())

    def stop(self):
        """Ends the link; returns its last statistics."""
        return json.loads(self._process.stop().splitlines()[-1])


class Hosts:
    """Simulated hosts behind an interface, and what a perfect scanner would say about them."""

    def __init__(self, lab, plan, ends):
        self._plan = lab.folder / f"hosts{len(list(lab.folder.iterdir()))}.json"
        self._plan.write_text(json.dumps(plan), encoding="utf-8")
        on = [word for end in ends for word in ("--on", end)]
        self._process = lab.program("minato-lab-hosts", "--plan", self._plan, *on)

    def truth(self, block, ports="", probe="syn"):
        """Yields one dict a port (without ports: an address) that lives, as minato-lab-hosts says."""
        out = command(str(BINARIES / "minato-lab-hosts"), "--plan", str(self._plan),
                      "--truth", block, "--ports", ports, "--probe", probe)
        return map(json.loads, out.splitlines())

    def statistics(self):
        self._process.signal(signal.SIGUSR1)
        return json.loads(self._process.line())

    def stop(self):
        return json.loads(self._process.stop().splitlines()[-1])


class Lab:
    """Owns namespaces, processes and sockets; use it as a context manager."""

    _numbers = itertools.count(1)

    def __init__(self, name="test"):
        self.prefix = f"{PREFIX}{os.getpid()}x{next(self._numbers)}"
        self.name = name
        self.namespaces = {}
        self._processes = []
        self._links = 0

    def __enter__(self):
        remove_leftovers()
        self._folder = tempfile.TemporaryDirectory(prefix=self.prefix)
        self.folder = pathlib.Path(self._folder.name)
        self.listeners = Listeners()
        return self

    def __exit__(self, *_):
        errors = []
        steps = [process.stop for process in reversed(self._processes)]
        steps += [self.listeners.stop]
        steps += [lambda name=space.name: command("ip", "netns", "del", name)
                  for space in self.namespaces.values()]
        steps += [self._folder.cleanup]
        for step in steps:  # one that fails does not keep the others from their work
            try:
                step()
            except (OSError, LabError, subprocess.SubprocessError) as error:
                errors.append(str(error))
        if errors:
            raise LabError("the lab was not wholly removed: " + "; ".join(errors))

    def keep(self, process):
        """The lab will stop it."""
        self._processes.append(process)
        return process

    def namespace(self, role):
        self.namespaces[role] = Namespace(self, role)
        return self.namespaces[role]

    def cable(self, left, right, left_interface="eth0", right_interface="eth0"):
        """A bare veth pair, both ends up."""
        command("ip", "link", "add", left_interface, "netns", left.name, "type", "veth",
                "peer", "name", right_interface, "netns", right.name)
        left.ip(f"link set {left_interface} up")
        right.ip(f"link set {right_interface} up")

    def link(self, left, right, both="", to_right=None, to_left=None, seed=1,
             left_interface="eth0", right_interface="eth0"):
        """Two cables joined by the link program. Shapes: see tests/lab/link/link_shape.h."""
        self._links += 1
        middle = self.namespace(f"link{self._links}")
        for space, interface, near in ((left, left_interface, "left"),
                                       (right, right_interface, "right")):
            self.cable(middle, space, near, interface)
            middle.silence(near)
            middle.plain(near)
            space.plain(interface)
        argv = ["--left", f"packet:left@{middle.name}", "--right", f"packet:right@{middle.name}",
                "--seed", seed, "--both", both]
        for option, shape in (("--to-right", to_right), ("--to-left", to_left)):
            argv += [option, shape] if shape is not None else []
        return Link(self.program("minato-lab-link", *argv))

    def tun_link(self, left, right, both="", seed=1, interface="tun0"):
        """A link whose ends are TUN devices: packets without any link layer."""
        ends = [f"tun:{interface}@{space.name}" for space in (left, right)]
        link = Link(self.program("minato-lab-link", "--left", ends[0], "--right", ends[1],
                                 "--both", both, "--seed", seed))
        for space in (left, right):
            space.ip(f"link set {interface} up")
        return link

    def hosts(self, space, plan, interface="eth0"):
        """Simulated hosts on an interface that is there; plan: see tests/lab/README.md."""
        space.silence(interface)
        return Hosts(self, plan, [f"packet:{interface}@{space.name}"])

    def tun_hosts(self, space, plan, interface="tun0"):
        """Simulated hosts behind a TUN device of `space`: packets without any link layer."""
        hosts = Hosts(self, plan, [f"tun:{interface}@{space.name}"])
        space.ip(f"link set {interface} up")
        return hosts

    def program(self, name, *argv):
        """Starts a program of the lab and waits until it says `ready`."""
        argv = [str(BINARIES / name), *map(str, argv)]
        process = self.keep(Process(argv, name, self.folder))
        word = process.line()
        if word != "ready":
            raise LabError(f"{name} said {word!r}")
        return process


def remove_leftovers():
    """Removes namespaces of labs whose process is gone."""
    if not NETNS.is_dir():
        return
    for path in NETNS.iterdir():
        owner = re.match(rf"{PREFIX}(\d+)x\d+-", path.name)
        if owner and not pathlib.Path("/proc", owner.group(1)).exists():
            subprocess.run(["ip", "netns", "del", path.name], check=False, capture_output=True)
