"""The table of networks that a scanner is held against, and what the truth is in each.

A scenario is built inside a lab for one address family and yields a Scene: where the scanner stands,
what it is told to scan, and what a perfect scanner would report. Open ports and all else is drawn
from fixed seeds.
"""
import dataclasses
import ipaddress
import random
from collections.abc import Callable

SCANNER = {4: "10.77.0.9", 6: "fd77::9"}
HOST = {4: "10.77.0.1", 6: "fd77::1"}
ROUTER = {4: "10.77.255.254", 6: "fd77::ff:fffe"}
NEAR = {4: "10.77.0.0/16", 6: "fd77::/112"}
FAR = {4: "10.78.0.0/16", 6: "fd78::/112"}
LENGTH = {4: 16, 6: 64}

SYN_ACK = ("open", "syn-ack")
RESET = ("closed", "reset")
SILENT = ("filtered", "no-response")


@dataclasses.dataclass
class Scene:
    """A built scenario."""
    scanner: object                # Namespace
    targets: str                   # one block or address
    ports: str                     # as typed after -p, without a transport
    truth: dict                    # (address, port): set of right (state, reason)
    gateway: str                   # MAC address that takes the frames of a raw sender
    interface: str = "eth0"
    link: object = None            # Link, when there is one
    hosts: object = None           # Hosts, when they are simulated


@dataclasses.dataclass
class Scenario:
    name: str
    build: Callable                # (lab, family) -> Scene
    kind: str = "-sS"              # the scan that this is about
    families: tuple = (4, 6)
    seconds: float = 20            # a scanner that takes longer has failed
    pps: int = 100_000             # for the reference scanner: what the network bears,
    rounds: int = 2                # how often it must ask,
    wait_ms: int = 200             # and how long it must wait for the last answer
    options: tuple = ()            # further words of the scanner's command line


def draw(count, seed, first=1, last=65535):
    """`count` ports, the same ones for every run."""
    return sorted(random.Random(seed).sample(range(first, last + 1), count))


def commas(ports):
    return ",".join(map(str, ports))


def known(family, ports, opened, otherwise=RESET, told=SYN_ACK):
    """The truth of one kernel host: `opened` are open, all others are `otherwise`."""
    others = otherwise if isinstance(otherwise, set) else {otherwise}
    told = told if isinstance(told, set) else {told}
    truth = {(HOST[family], port): others for port in ports}
    truth |= dict.fromkeys(((HOST[family], port) for port in opened), told)
    return truth


def asked(hosts, block, ports, probe="syn"):
    """The truth of simulated hosts, as they tell it themselves."""
    kinds = {}  # there are few: thousands of ports share one set
    return {(line["address"], line["port"]):
            kinds.setdefault((line["state"], line["reason"]), {(line["state"], line["reason"])})
            for line in hosts.truth(block, ports, probe)}


def scanner_and(lab, role, family, shape):
    """A scanner with its address, and a second namespace at the other end of a link or cable.

    shape: None for a cable, a link's shape for both directions, or a dict of Lab.link's words."""
    scanner, other = lab.namespace("scanner"), lab.namespace(role)
    if shape is None:
        lab.cable(scanner, other)
        scanner.plain("eth0")
        other.plain("eth0")
        link = None
    else:
        shapes = shape if isinstance(shape, dict) else {"both": shape}
        link = lab.link(scanner, other, **shapes)
    scanner.address("eth0", f"{SCANNER[family]}/{LENGTH[family]}")
    return scanner, other, link


def kernel(ports, opened, shape=None, rules="", sysctls=(), otherwise=RESET, udp=None,
           told=SYN_ACK):
    """A host that is a Linux kernel: real listeners, nftables, its own limits. ports: a range."""
    first, last = ports

    def build(lab, family):
        scanner, host, link = scanner_and(lab, "host", family, shape)
        host.address("eth0", f"{HOST[family]}/{LENGTH[family]}")
        for path, value in sysctls:
            host.sysctl(path, value)
        if udp is None:
            host.listen(tcp=opened)
        else:
            host.listen(udp=udp)
        if rules:
            host.nft(rules)
        truth = known(family, range(first, last + 1), opened, otherwise, told)
        return Scene(scanner, HOST[family], f"{first}-{last}", truth, host.mac("eth0"), link=link)
    return build


def simulated(rules, ports, shape=None, probe="syn", seed=7, **group):
    """One simulated host on the link with the given rules."""
    def build(lab, family):
        scanner, other, link = scanner_and(lab, "hosts", family, shape)
        plan = {"seed": seed, "groups": [{"at": [HOST[family]], "rules": rules, **group}]}
        hosts = lab.hosts(other, plan)
        truth = asked(hosts, HOST[family], ports, probe)
        return Scene(scanner, HOST[family], ports, truth, mac_of(HOST[family]), link=link,
                     hosts=hosts)
    return build


def wide(rules, ports, alive, far=True, shape=None, seed=11, **group):
    """65,536 addresses, behind a router or on the link itself."""
    def build(lab, family):
        scanner, other, link = scanner_and(lab, "hosts", family, shape)
        block = (FAR if far else NEAR)[family]
        plan = {"seed": seed, "routers": [ROUTER[family]],
                "groups": [{"at": [block], "on_link": not far, "alive": alive, "rules": rules,
                            **group}]}
        hosts = lab.hosts(other, plan)
        if far:
            scanner.route(block, via=ROUTER[family])
        truth = asked(hosts, block, ports)
        # The scanner's own address lies within the block, too.
        truth = {key: value for key, value in truth.items() if key[0] != SCANNER[family]}
        return Scene(scanner, block, ports, truth, mac_of(ROUTER[family]), link=link, hosts=hosts)
    return build


def tunnel(rules, ports, seed=13):
    """A host behind an interface without link layer headers."""
    def build(lab, family):
        scanner = lab.namespace("scanner")
        plan = {"seed": seed, "groups": [{"at": [HOST[family]], "rules": rules}]}
        hosts = lab.tun_hosts(scanner, plan)
        scanner.address("tun0", f"{SCANNER[family]}/{LENGTH[family]}")
        return Scene(scanner, HOST[family], ports, asked(hosts, HOST[family], ports),
                     "00:00:00:00:00:00", "tun0", hosts=hosts)
    return build


def mac_of(address):
    """The Ethernet address of a simulated host (reply_writer.h)."""
    tail = ipaddress.ip_address(address).packed[-4:]
    return ":".join(f"{byte:02x}" for byte in b"\x02\x6d" + tail)


CONNECTED = {("open", "conn-accept"), ("open", "syn-ack")}  # nmap calls it the latter
REFUSED = ("closed", "conn-refused")
ANSWERED = ("open", "udp-response")
UNREACHABLE = ("closed", "port-unreach")
UNHEARD = ("open|filtered", "no-response")
FULL = (1, 65535)
SIX = [7, 22, 80, 443, 999, 1000]
SERVICES = {port: (b"", b"here") for port in (7, 53, 123, 161, 500, 998)}
STATES = [{"ports": "1-20", "answer": "open"}, {"ports": "21-40", "answer": "silent"},
          {"ports": "41-60", "answer": "admin-prohibited"}]
SIXTEEN = draw(16, 1)
FIVE = draw(5, 2)
FOUR_HUNDRED = draw(400, 3, 1, 8192)
SOME_OPEN = [{"ports": "1-65535", "answer": "open", "share": 0.05}]
# No limit of the kernel's own on ICMP, so that every answer can be demanded.
UNLIMITED = (("net/ipv4/icmp_ratelimit", 0), ("net/ipv4/icmp_msgs_per_sec", 1_000_000),
             ("net/ipv4/icmp_msgs_burst", 100_000), ("net/ipv6/icmp/ratelimit", 0))


def chain(body, policy="accept"):
    """An input chain that lets neighbour discovery live."""
    return ("table inet filter { chain input { type filter hook input priority 0; "
            f"policy {policy}; meta l4proto ipv6-icmp accept; {body}\n}}\n}}\n")


DROP_ALL_BUT_FIVE = chain(f"tcp dport {{ {commas(FIVE)} }} accept;", "drop")
REJECTS = chain("tcp dport 101-200 reject with tcp reset; tcp dport 201-300 reject; "
                "tcp dport 301-400 reject with icmpx type admin-prohibited; "
                "tcp dport 401-500 drop;")
REJECTED = {**{port: ("filtered", "port-unreach") for port in range(201, 301)},
            **{port: ("filtered", "admin-prohibited") for port in range(301, 401)},
            **{port: SILENT for port in range(401, 501)}}


def lossy(percent):
    """Loss in the kernel itself, as in the bench: every packet towards the host, SYN or not."""
    return chain(f"meta l4proto tcp numgen random mod 100 < {percent} drop;")


def rejecting(limited):
    """Kernel rejects of every kind; limited: by the kernel's own defaults."""
    inner = kernel((1, 600), [50, 150, 550], rules=REJECTS,
                   sysctls=() if limited else UNLIMITED)

    def build(lab, family):
        scene = inner(lab, family)
        for port, answer in REJECTED.items():
            # A limited host says nothing most of the time: both are right, then.
            scene.truth[(HOST[family], port)] = {answer, SILENT} if limited else {answer}
        scene.truth[(HOST[family], 150)] = {RESET}  # open behind a reject is closed
        return scene
    return build


ODD = [
    {"ports": "1-50", "answer": "tarpit"},
    {"ports": "51-100", "answer": "open", "repeat": 3},
    {"ports": "101-150", "answer": "open", "deaf": 1},
    {"ports": "151-200", "answer": "open", "spoil": "options"},
    {"ports": "201-250", "answer": "open", "spoil": "checksum"},
    {"ports": "251-300", "answer": "open", "spoil": "acknowledgment"},
    {"ports": "301-350", "answer": "open", "spoil": "port"},
    {"ports": "351-400", "answer": "open", "spoil": "source"},
    {"ports": "401-450", "answer": "open", "spoil": "truncated"},
    {"ports": "451-500", "answer": "port-unreach", "spoil": "quote"},
    {"ports": "501-550", "answer": "open", "banner": "220 hello\r\n"},
    {"ports": "551-552", "answer": "open", "knock": [7000, 8000, 9000]},
    {"ports": "601-610", "answer": "net-unreach"}, {"ports": "611-620", "answer": "host-unreach"},
    {"ports": "621-630", "answer": "net-prohibited"},
    {"ports": "631-640", "answer": "host-prohibited"},
    {"ports": "641-650", "answer": "admin-prohibited"},
    {"ports": "651-700", "answer": "silent"},
]

SCENARIOS = [
    Scenario("clean", kernel(FULL, SIXTEEN)),
    Scenario("drop", kernel(FULL, FIVE, rules=DROP_ALL_BUT_FIVE, otherwise=SILENT)),
    Scenario("reject", rejecting(limited=False)),
    Scenario("reject, ICMP limited", rejecting(limited=True)),
    Scenario("loss 1 %", simulated(SOME_OPEN, "1-8192", "loss=1%"), rounds=8),
    Scenario("loss 5 %", simulated(SOME_OPEN, "1-8192", "loss=5%"), rounds=12),
    Scenario("loss 5 % in bursts", simulated(SOME_OPEN, "1-8192", "loss=5%,burst=20"), rounds=12),
    Scenario("loss 5 % in the kernel", kernel((1, 8192), FOUR_HUNDRED, rules=lossy(5)), rounds=10),
    Scenario("loss 20 % in the kernel", kernel((1, 8192), FOUR_HUNDRED, rules=lossy(20)),
             rounds=20),
    Scenario("round trip 50 ms", simulated(SOME_OPEN, "1-8192", "delay=25ms")),
    Scenario("round trip 200 ms", simulated(SOME_OPEN, "1-8192", "delay=100ms"), wait_ms=500),
    Scenario("round trip 20 ms, loss 1 %",
             simulated([{"ports": commas(SIXTEEN), "answer": "open"}], "1-65535",
                       "delay=10ms,loss=1%"), rounds=8),
    Scenario("jitter 20 to 120 ms", simulated(SOME_OPEN, "1-8192", "delay=10ms,jitter=50ms"),
             wait_ms=400),
    Scenario("10 Mbit/s", simulated(SOME_OPEN, "1-32768", "delay=5ms,rate=10mbit,buffer=30kB"),
             pps=18_000, rounds=3),
    Scenario("1 Mbit/s", simulated(SOME_OPEN, "1-8192", "delay=10ms,rate=1mbit,buffer=8kB"),
             pps=1_800, rounds=3),
    Scenario("1 Mbit/s on the way back",
             simulated(SOME_OPEN, "1-8192",
                       {"both": "delay=10ms", "to_left": "delay=10ms,rate=1mbit,buffer=8kB"}),
             pps=1_800, rounds=3),
    Scenario("10 Mbit/s, 50 ms, loss 1 %",
             simulated(SOME_OPEN, "1-8192", "delay=25ms,loss=1%,rate=10mbit,buffer=30kB"),
             pps=15_000, rounds=8, wait_ms=300),
    Scenario("duplicates, reordering",
             simulated(SOME_OPEN, "1-8192", "delay=1ms,duplicate=20%,reorder=20%,reorder-by=3ms")),
    Scenario("resets limited to 500/s",
             simulated([{"ports": "1-20", "answer": "open"},
                        {"ports": "1-65535", "answer": "closed", "rate": 500, "burst": 50}],
                       "1-1000"), pps=450, rounds=4),
    Scenario("unreachables limited to 500/s",
             simulated([{"ports": "1-20", "answer": "open"},
                        {"ports": "1-65535", "answer": "admin-prohibited"}], "1-1000",
                       icmp_rate=500, icmp_burst=50), pps=450, rounds=4),
    Scenario("all 65,535 open", simulated([{"ports": "1-65535", "answer": "open"}], "1-65535")),
    Scenario("tarpits, liars and silence", simulated(ODD, "1-700"), rounds=3),
    Scenario("a /16, 1 % live, behind a router",
             wide([{"ports": "80", "answer": "open"}], "80", alive=0.01)),
    Scenario("a /16, 1 % live, unreachables",
             wide([{"ports": "80", "answer": "open", "share": 0.5}], "80,443", alive=0.01,
                  dead="host-unreach")),
    Scenario("a /16, all open", wide([{"ports": "80", "answer": "open"}], "80", alive=1)),
    Scenario("a /16, 1 % live, loss 5 %, 20 ms",
             wide([{"ports": "80", "answer": "open"}], "80", alive=0.01,
                  shape="delay=10ms,loss=5%"), rounds=10),
    Scenario("without link layer", tunnel(SOME_OPEN, "1-8192")),
    Scenario("connections", kernel((1, 4096), SIX, told=CONNECTED, otherwise=REFUSED), kind="-sT"),
    Scenario("connections, loss 1 %, 20 ms",
             kernel((1, 1024), SIX, "delay=10ms,loss=1%", told=CONNECTED, otherwise=REFUSED),
             kind="-sT"),
    Scenario("UDP", kernel((1, 1000), sorted(SERVICES), sysctls=UNLIMITED, udp=SERVICES,
                           told=ANSWERED, otherwise=UNREACHABLE), kind="-sU"),
    Scenario("UDP, ICMP limited",
             kernel((1, 1000), sorted(SERVICES), udp=SERVICES, told=ANSWERED,
                    otherwise={UNREACHABLE, UNHEARD}), kind="-sU"),
    Scenario("ACK", simulated(STATES, "1-80", probe="ack"), kind="-sA"),
    Scenario("FIN", simulated(STATES, "1-80", probe="fin"), kind="-sF"),
    Scenario("NULL", simulated(STATES, "1-80", probe="fin"), kind="-sN"),
    Scenario("Xmas", simulated(STATES, "1-80", probe="fin"), kind="-sX"),
]
