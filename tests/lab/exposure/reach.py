"""Really connecting: from which place does a new connection or datagram reach which listener?

The network, addresses for documentation standing for public ones:

    neighbour ─┐                    ┌─ private  10.77.0.0/24, fd00:77::/64
               ├─ 203.0.113.0/24 ─ router
    host eth0 ─┘  2001:db8:1::/64   └─ public   198.51.100.0/24, 2001:db8:2::/64
    host eth1 ─── 10.88.0.0/24 ─ lan

Nothing waits for silence. Everything is sent by one thread on one CPU, so that the kernel handles it
in order; behind it goes a fence, a datagram that a packet socket on the host sees whatever the
rules say. Three fences later every handshake is complete or never will be.
"""
import array
import dataclasses
import errno
import os
import select
import socket
import struct
import sys
import pathlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from lab import BINARIES, Lab, LabError, as_root  # noqa: E402, F401

HOST = ("203.0.113.5", "10.88.0.5", "2001:db8:1::5", "2001:db8:88::5")
LOOPBACK = ("127.0.0.1", "::1")
LINK_LOCAL = "fe80::10:"
SCOPES = ("none", "loopback", "link", "private", "public")
FENCE_PORT = 9
FENCE_SECONDS = 20
ETH_P_IP = 0x0800
SO_ATTACH_FILTER = 26
# Classic BPF over an IPv4 header: UDP (17 at byte 9) to FENCE_PORT, all of the packet.
FENCE_FILTER = ((0x30, 0, 0, 9), (0x15, 0, 4, 17), (0xB1, 0, 0, 0), (0x48, 0, 0, 2),
                (0x15, 0, 1, FENCE_PORT), (0x06, 0, 0, 0xFFFF), (0x06, 0, 0, 0))


@dataclasses.dataclass(frozen=True)
class Place:
    """Where packets are sent from. sources: addresses of its own."""
    role: str
    scope: str
    sources: tuple
    reaches: tuple  # the host's addresses
    groups: tuple = ()  # broadcast and multicast addresses of its link


PLACES = (
    Place("host", "loopback", HOST + LOOPBACK, HOST + LOOPBACK),
    Place("neighbour", "link", ("203.0.113.9", "203.0.113.77", "2001:db8:1::9", LINK_LOCAL + "9%eth0"),
          HOST + (LINK_LOCAL + "5%eth0",),
          ("203.0.113.255", "255.255.255.255", "224.0.0.1", "ff02::1%eth0")),
    Place("lan", "link", ("10.88.0.9", "2001:db8:88::9", LINK_LOCAL + "8%eth0"),
          ("203.0.113.5", "10.88.0.5", "2001:db8:1::5", "2001:db8:88::5", LINK_LOCAL + "6%eth0"),
          ("10.88.0.255", "255.255.255.255", "224.0.0.1", "ff02::1%eth0")),
    Place("private", "private", ("10.77.0.2", "10.77.0.7", "192.168.7.2", "fd00:77::2"), HOST),
    # To private addresses nothing comes from public ones: the judge's definition.
    Place("public", "public",
          ("198.51.100.2", "198.51.100.7", "192.0.2.2", "2001:db8:2::2", "2001:db8:3::2"),
          ("203.0.113.5", "2001:db8:1::5", "2001:db8:88::5")),
)

LISTENERS = (
    "tcp/0.0.0.0/22", "tcp/::/80/dual", "tcp/::/8443", "tcp/0.0.0.0/8080", "tcp/203.0.113.5/443",
    "tcp/10.88.0.5/9000", "tcp/2001:db8:1::5/993", "tcp/127.0.0.1/5432", "tcp/0.0.0.0/2222/eth1",
    "udp/0.0.0.0/53", "udp/::/5353/dual", "udp/10.88.0.5/161", "udp/127.0.0.1/323",
)


def family_of(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def plain(address):
    """Without the IPv4 mapping of a dual-stack socket and without a zone."""
    return address.removeprefix("::ffff:").split("%")[0]


def attach_filter(sock, program):
    code = array.array("B", b"".join(struct.pack("=HBBI", *step) for step in program))
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                    struct.pack("HP", len(program), code.buffer_info()[0]))


def resolved(end):
    """What bind() and connect() take: with the index of a zone."""
    address, port = end
    if "%" not in address:
        return end
    address, zone = address.split("%")
    return (address, port, 0, socket.if_nametoindex(zone))


def alike(source, target):
    """Whether one can send to the other: of one family, link-local to link-local."""
    return family_of(source) == family_of(target) and ("%" in source) == ("%" in target)


class Listener:
    """A socket on the host: TRANSPORT/ADDRESS/PORT[/dual][/DEVICE]."""

    def __init__(self, spec):
        self.spec = spec
        transport, self.address, port, *options = spec.split("/")
        self.tcp = transport == "tcp"
        self.port = int(port)
        family = family_of(self.address)
        self.socket = socket.socket(family, socket.SOCK_STREAM if self.tcp else socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        if family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, "dual" not in options)
        for device in set(options) - {"dual"}:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
        self.socket.bind((self.address, self.port))
        if self.tcp:
            self.socket.listen(1024)

    def arrivals(self):
        """What came in: (address, port) of peers for TCP, what the datagrams say for UDP."""
        arrived = set()
        while True:
            try:
                if self.tcp:
                    accepted, peer = self.socket.accept()
                    accepted.close()
                    arrived.add((plain(peer[0]), peer[1]))
                else:
                    arrived.add(self.socket.recvfrom(64)[0])
            except BlockingIOError:
                return arrived


class Network:
    """The namespaces, the listeners and the fence. Use as a context manager."""

    def __init__(self):
        self.lab = Lab("exposure")

    def __enter__(self):
        self.cpus = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(self.cpus)})
        self.lab.__enter__()
        try:
            self._build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for listener in getattr(self, "listeners", []):
            listener.socket.close()
        for sock in [*getattr(self, "fences", {}).values(), getattr(self, "tap", None),
                     getattr(self, "wire", None)]:
            if sock is not None:
                sock.close()
        os.sched_setaffinity(0, self.cpus)
        return self.lab.__exit__(None, None, None)

    def _build(self):
        spaces = {role: self.lab.namespace(role) for role in
                  ("host", "neighbour", "lan", "private", "public", "router")}
        self.host, router = spaces["host"], spaces["router"]
        self.lab.cable(router, self.host, "to-host")
        self.lab.cable(router, spaces["neighbour"], "to-neighbour")
        router.ip("link add br0 type bridge")
        router.ip("link set br0 up")
        for port in ("to-host", "to-neighbour"):
            router.ip(f"link set {port} master br0")
        for role in ("private", "public"):
            self.lab.cable(router, spaces[role], role)
        self.lab.cable(self.host, spaces["lan"], "eth1")
        for space, interface, addresses in (
                (router, "br0", ("203.0.113.1/24", "2001:db8:1::1/64")),
                (router, "private", ("10.77.0.1/24", "fd00:77::1/64")),
                (router, "public", ("198.51.100.1/24", "2001:db8:2::1/64")),
                (self.host, "eth0", ("203.0.113.5/24", "2001:db8:1::5/64", LINK_LOCAL + "5/64")),
                (self.host, "eth1", ("10.88.0.5/24", "2001:db8:88::5/64", LINK_LOCAL + "6/64")),
                (spaces["neighbour"], "eth0", ("203.0.113.9/24", "203.0.113.77/24",
                                               "2001:db8:1::9/64", LINK_LOCAL + "9/64")),
                (spaces["lan"], "eth0", ("10.88.0.9/24", "2001:db8:88::9/64", LINK_LOCAL + "8/64")),
                (spaces["private"], "eth0", ("10.77.0.2/24", "10.77.0.7/24", "192.168.7.2/32",
                                             "fd00:77::2/64")),
                (spaces["public"], "eth0", ("198.51.100.2/24", "198.51.100.7/24", "192.0.2.2/32",
                                            "2001:db8:2::2/64", "2001:db8:3::2/128"))):
            for address in addresses:
                space.address(interface, address)
        for role, gateways in (("host", ("203.0.113.1", "2001:db8:1::1")),
                               ("neighbour", ("203.0.113.1", "2001:db8:1::1")),
                               ("private", ("10.77.0.1", "fd00:77::1")),
                               ("public", ("198.51.100.1", "2001:db8:2::1"))):
            for gateway in gateways:
                spaces[role].route("::/0" if ":" in gateway else "0.0.0.0/0", via=gateway)
        for prefix, gateway in (("10.88.0.0/24", "203.0.113.5"), ("2001:db8:88::/64", "2001:db8:1::5"),
                                ("192.168.7.2/32", "10.77.0.2"),
                                ("192.0.2.2/32", "198.51.100.2"),
                                ("2001:db8:3::2/128", "2001:db8:2::2")):
            router.route(prefix, via=gateway)
        spaces["neighbour"].route("10.88.0.0/24", via="203.0.113.5")
        spaces["lan"].route("203.0.113.0/24", via="10.88.0.5")
        spaces["lan"].route("2001:db8:1::/64", via="2001:db8:88::5")
        for path in ("net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding"):
            router.sysctl(path, 1)
        for where in ("all", "eth0", "eth1", "lo"):
            self.host.sysctl(f"net/ipv4/conf/{where}/rp_filter", 0)
        with self.host.entered():
            self.listeners = [Listener(spec) for spec in LISTENERS]
            self.tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_IP))
            attach_filter(self.tap, FENCE_FILTER)
            self.tap.setblocking(False)
        self.spaces = spaces
        self.fences = {}
        for place in PLACES:
            with spaces[place.role].entered():
                self.fences[place] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with spaces["lan"].entered():
            # Frames to host eth1, from which SOCK_DGRAM makes the link header.
            mac = bytes.fromhex(self.host.mac("eth1").replace(":", ""))
            self.wire = Wire(("eth0", ETH_P_IP, 0, 0, mac))
        self.fence_number = 0
        self.fence()  # neighbours are known from here on
        self._warm_up()

    def _warm_up(self):
        """Lets every place learn the link addresses of both families."""
        for place in PLACES:
            for source in place.sources:
                for target in place.reaches:
                    if not alike(source, target):
                        continue
                    with self.spaces[place.role].entered():
                        with socket.socket(family_of(source), socket.SOCK_DGRAM) as sock:
                            try:
                                sock.bind(resolved((source, 0)))
                                sock.sendto(b"warm", resolved((target, FENCE_PORT)))
                            except OSError:
                                continue
        self.fence()

    def fence(self):
        """Returns when everything sent before has been handled on its way to the host."""
        for _ in range(3):
            self.fence_number += 1
            missing = set()
            for index, place in enumerate(PLACES):
                text = f"fence {self.fence_number} {index}".encode()
                target = "127.0.0.1" if place.role == "host" else \
                    next(a for a in place.reaches if "." in a)
                self.fences[place].sendto(text, (target, FENCE_PORT))
                missing.add(text)
            poll = select.poll()
            poll.register(self.tap, select.POLLIN)
            while missing:
                if not poll.poll(FENCE_SECONDS * 1000):
                    raise LabError(f"the fence did not arrive: {missing}")
                data = self.tap.recv(2048)
                missing -= {text for text in missing if data.endswith(text)}

    def flush_connections(self):
        """Forgets every conntrack entry of the host (IPCTNL_MSG_CT_DELETE without a tuple)."""
        request = struct.pack("=IHHII", 20, 0x0102, 0x5, 1, 0) + struct.pack("=BBH", 0, 0, 0)
        with self.host.entered():
            with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12) as netlink:
                netlink.send(request)
                netlink.recv(4096)

    def truth(self, more_ports=(), source_ports=()):
        """{listener's spec: the widest scope from which something reached it}."""
        attempts = Attempts(self)
        ports = {(listener.tcp, listener.port) for listener in self.listeners}
        ports |= {(tcp, port) for port in more_ports for tcp in (True, False)}
        for place in PLACES:
            with self.spaces[place.role].entered():
                for source in place.sources:
                    for target in place.reaches:
                        if alike(source, target):
                            for tcp, port in sorted(ports):
                                attempts.start(place, tcp, (source, 0), (target, port))
                                for source_port in source_ports:
                                    attempts.start(place, tcp, (source, source_port),
                                                   (target, port))
                    for group in place.groups:
                        for tcp, port in sorted(ports):
                            if not tcp and alike(source, group):
                                attempts.start(place, tcp, (source, 0), (group, port), "eth0")
        lan = next(place for place in PLACES if place.role == "lan")
        for tcp, port in sorted(ports):
            if not tcp:
                attempts.inject(lan, "10.88.0.9", ("127.0.0.1", port))
        self.fence()
        reached = {}
        for listener in self.listeners:
            scopes = {attempts.scope_of(listener.tcp, arrival) for arrival in listener.arrivals()}
            reached[listener.spec] = max(scopes, key=SCOPES.index, default="none")
        attempts.close()
        self.fence()
        for listener in self.listeners:
            listener.arrivals()
        return reached


class Wire:
    """Sends IPv4 packets of any content to one link address."""

    def __init__(self, target):
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0)
        self._target = target

    def send(self, packet):
        self._socket.sendto(packet, self._target)

    def close(self):
        self._socket.close()


class Attempts:
    """Connections under way and datagrams sent."""

    def __init__(self, network):
        self.network = network
        self._sockets = []
        self._scopes = {}

    def inject(self, place, source, target):
        """A datagram that no host would send: to another one's 127.0.0.1."""
        text = self._note(place)
        udp = struct.pack("!HHHH", 4000, target[1], 8 + len(text), 0) + text
        ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0,
                         socket.inet_aton(source), socket.inet_aton(target[0]))
        total = sum(struct.unpack("!10H", ip))
        checksum = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
        self.network.wire.send(ip[:10] + struct.pack("!H", checksum) + ip[12:] + udp)

    def _note(self, place):
        text = f"attempt {len(self._scopes)}".encode()
        self._scopes[(False, text)] = place.scope
        return text

    def start(self, place, tcp, source, target, device=None):
        sock = socket.socket(family_of(source[0]), socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM)
        sock.setblocking(False)
        self._sockets.append(sock)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if device:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
        try:
            source, target = (resolved(end) for end in (source, target))
            sock.bind(source)
            if tcp:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                address, port = sock.getsockname()[:2]
                self._scopes[(True, (plain(address), port))] = place.scope
                sock.connect_ex(target)
            else:
                sock.sendto(self._note(place), target)
        except OSError as error:
            # From the host to itself the filter's answer is an error of the call.
            if error.errno not in (errno.EPERM, errno.ECONNREFUSED, errno.EADDRINUSE,
                                   errno.EADDRNOTAVAIL, errno.EINVAL, errno.ENETUNREACH,
                                   errno.EHOSTUNREACH):
                raise

    def scope_of(self, tcp, arrival):
        return self._scopes.get((tcp, arrival), "none")

    def close(self):
        for sock in self._sockets:
            sock.close()
