"""minato capture beside tshark: packets, conversations, bytes, ports, what was sent again."""
import collections
import json
import os
import pathlib
import struct
import subprocess
import tempfile
import unittest

import packets as p

MINATO = os.environ["MINATO"]
CARRIERS = ("tcp", "udp", "sctp", "dccp")
FIELDS = ["frame.len", "frame.protocols", *(f"{c}.{side}port" for c in CARRIERS for side in ("src", "dst")),
          "tcp.stream", "tcp.analysis.retransmission", "tcp.analysis.fast_retransmission",
          "tcp.analysis.spurious_retransmission", "tcp.analysis.out_of_order"]


def minato(path, *options):
    result = subprocess.run([MINATO, "capture", path, "--json", *options], capture_output=True, check=False)
    return [json.loads(line) for line in result.stdout.splitlines()], result


def tshark(path):
    command = ["tshark", "-r", path, "-n", "-o", "ip.defragment:TRUE", "-T", "fields", "-E", "occurrence=a"]
    for field in FIELDS:
        command += ["-e", field]
    out = subprocess.run(command, capture_output=True, check=False, text=True).stdout
    return [dict(zip(FIELDS, line.split("\t"))) for line in out.splitlines()]


def theirs(rows):
    """{(carrier, ports): [packets, bytes]} and {ports: [sent again, out of order]} of TCP."""
    conversations = collections.defaultdict(lambda: [0, 0])
    troubles = collections.defaultdict(lambda: [0, 0])
    for row in rows:
        if "icmp" in row["frame.protocols"]:
            continue  # tshark shows the ports of quoted packets too
        for carrier in CARRIERS:
            sources = row[f"{carrier}.srcport"]
            if not sources:
                continue
            for source, destination in zip(sources.split(","), row[f"{carrier}.dstport"].split(",")):
                key = (carrier, frozenset((int(source), int(destination))))
                conversations[key][0] += 1
                conversations[key][1] += int(row["frame.len"])
        if row["tcp.srcport"]:
            key = frozenset((int(row["tcp.srcport"].split(",")[-1]), int(row["tcp.dstport"].split(",")[-1])))
            troubles[key][0] += any(row[f"tcp.analysis.{kind}retransmission"] for kind in ("", "fast_", "spurious_"))
            troubles[key][1] += bool(row["tcp.analysis.out_of_order"])
    return dict(conversations), {key: value for key, value in troubles.items() if any(value)}


def ours(lines):
    conversations, troubles = collections.defaultdict(lambda: [0, 0]), collections.defaultdict(lambda: [0, 0])
    for line in lines:
        if line["type"] != "conversation":
            continue
        ports = frozenset((line["client"]["port"], line["server"]["port"]))
        key = (line["transport"].removesuffix("-lite"), ports)
        conversations[key][0] += sum(line["packets"])
        conversations[key][1] += sum(line["bytes"])
        troubles[ports][0] += line.get("retransmissions", 0)
        troubles[ports][1] += line.get("out_of_order", 0)
    return dict(conversations), {key: value for key, value in troubles.items() if any(value)}


def transports(first):
    """Each transport once, on ports of its own from `first` on: (IP number, bytes)."""
    mss = bytes.fromhex("020405b40402080a000000010000000001030307")
    return [(6, p.tcp(first, 443)), (6, p.tcp(first + 1, 22, options=mss)), (17, p.udp(first + 2, 53, b"x" * 40)),
            (17, p.udp(first + 3, 9999, b"")), (132, p.sctp(first + 4, 3868)), (33, p.dccp(first + 5, 5002)),
            (136, p.udp_lite(first + 6, 5003))]


def ip_packets(first):
    """(ethertype, packet): IPv4 plain and with options, IPv6 plain and behind extension headers."""
    out = []
    for number, body in transports(first):
        out.append((p.V4, p.ipv4(number, body)))
    for number, body in transports(first + 10):
        out.append((p.V4, p.ipv4(number, body, options=b"\x94\x04\0\0")))
    for number, body in transports(first + 20):
        out.append((p.V6, p.ipv6(number, body)))
    for number, body in transports(first + 30):
        out.append((p.V6, p.ipv6(*p.extensions([0, 60], number, body))))
    return out


def tunnelled(kind, packet):
    """The same packet in every tunnel, as an IPv4 packet around it."""
    inner = p.ethernet(kind, packet)
    yield p.ipv4(47, p.gre(kind, packet))
    yield p.ipv4(47, p.gre(kind, packet, key=7))
    yield p.ipv4(4 if kind == p.V4 else 41, packet)
    yield p.ipv4(17, p.udp(50000, 4789, p.vxlan(inner)))
    yield p.ipv4(17, p.udp(50001, 6081, p.geneve(inner)))


def frames_by_link():
    """{LINKTYPE: frames}"""
    out = collections.defaultdict(list)
    for index, (kind, packet) in enumerate(ip_packets(20000)):
        out[1] += [p.ethernet(kind, packet), p.vlan([(0x8100, 5)], kind, packet),
                   p.vlan([(0x88a8, 5), (0x8100, 6)], kind, packet), p.snap(kind, packet),
                   p.mpls([16, 17], packet), p.pppoe(packet, 0x0021 if kind == p.V4 else 0x0057)]
        out[113].append(struct.pack(">HHH8sH", 0, 1, 6, b"\x02\0\0\0\0\1\0\0", kind) + packet)
        out[276].append(struct.pack(">HHIHBB8s", kind, 0, 1, 1, 0, 6, b"\x02\0\0\0\0\1\0\0") + packet)
        out[0].append(struct.pack("<I", 2 if kind == p.V4 else 30) + packet)
        out[108].append(struct.pack(">I", 2 if kind == p.V4 else 24) + packet)
        out[101].append(packet)
        out[9].append(struct.pack(">H", 0x0021 if kind == p.V4 else 0x0057) + packet)
        out[127].append(p.radiotap(kind, packet, quality=index % 2 == 1))
        if kind == p.V4:
            out[228].append(packet)
        else:
            out[229].append(packet)
    for kind, packet in ip_packets(30000)[::3]:
        out[1] += [p.ethernet(p.V4, outer) for outer in tunnelled(kind, packet)]
    return out


class Stream:
    """One TCP conversation with trouble: frames as (bytes, microseconds)."""

    def __init__(self, port, start=0, first=100):
        self.port, self.now, self.next, self.frames = port, start, [first, 7000], []

    def send(self, side, flags, length=0, sequence=None, after=20_000, window=1000):
        self.now += after
        ports = (self.port, 80) if side == 0 else (80, self.port)
        ends = ("10.0.0.1", "10.0.0.2") if side == 0 else ("10.0.0.2", "10.0.0.1")
        at = self.next[side] if sequence is None else sequence
        acknowledgment = self.next[1 - side] if flags & 16 else 0
        segment = p.tcp(*ports, at, acknowledgment, flags, b"z" * length, window=window)
        self.frames.append((p.ethernet(p.V4, p.ipv4(6, segment, *ends, number=len(self.frames) + 1)), self.now))
        if sequence is None:
            self.next[side] += length + (1 if flags & 3 else 0)
        return at

    def handshake(self):
        self.send(0, 2)
        self.send(1, 18, after=100)
        self.send(0, 16, after=100)
        return self


def troubled_streams():
    again = Stream(41000).handshake()
    for _ in range(5):
        at = again.send(0, 24, 100)
    again.send(0, 24, 100, sequence=at, after=300_000)
    wrapped = Stream(41001, first=2**32 - 150).handshake()
    for _ in range(5):
        wrapped.send(0, 24, 100)
    late = Stream(41002).handshake()
    for after in (100, 300):  # within the round-trip time of 200 microseconds, and later
        at = late.next[0]
        late.next[0] += 100
        late.send(0, 24, 100, after=100)
        late.send(0, 24, 100, sequence=at, after=after)
    lost = Stream(41003).handshake()
    at = lost.next[0]
    lost.next[0] += 100
    lost.send(0, 24, 100)
    lost.send(0, 24, 100, sequence=at, after=400_000)
    syns = Stream(41004)
    first = syns.send(0, 2)
    syns.send(0, 2, sequence=first, after=1_000_000)
    syns.send(0, 2, sequence=first, after=2_000_000)
    closed = Stream(41005).handshake()
    closed.send(0, 17)
    closed.send(1, 17)
    closed.send(0, 16)
    probed = Stream(41006).handshake()
    probed.send(0, 24, 10)
    probed.send(1, 16)
    probed.send(0, 16, 1, sequence=probed.next[0] - 1, after=5_000_000)
    probed.send(1, 16)
    refused = Stream(41007)
    refused.send(0, 2)
    refused.send(1, 20, sequence=0)
    return [again, wrapped, late, lost, syns, closed, probed, refused]


class Corpus(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="minato-capture-")
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name) / "corpus.pcap"

    def compare(self, data, what):
        self.path.write_bytes(data)
        rows, (lines, result) = tshark(self.path), minato(self.path)
        self.assertEqual(result.returncode, 0, (what, result.stderr))
        self.assertEqual(lines[-1]["counts"]["packets"], len(rows), what)
        self.assertEqual(ours(lines), theirs(rows), what)
        return lines

    def test_every_kind_of_frame_is_counted_as_tshark_counts_it(self):
        total = 0
        for link, frames in sorted(frames_by_link().items()):
            with self.subTest(link=link):
                self.compare(p.pcap(link, frames), link)
            total += len(frames)
        self.assertGreaterEqual(total, 200)

    def test_all_link_types_in_one_pcapng_of_either_byte_order(self):
        by_link = frames_by_link()
        links = sorted(by_link)
        frames = [(index, frame) for index, link in enumerate(links) for frame in by_link[link][:20]]
        for big in (False, True):
            self.compare(p.pcapng(links, frames, big), f"big endian: {big}")

    def test_what_went_wrong_in_streams_is_told_as_tshark_tells_it(self):
        frames = sorted((frame for stream in troubled_streams() for frame in stream.frames), key=lambda one: one[1])
        self.compare(p.pcap(1, frames), "trouble")

    def test_fragments_are_put_together(self):
        frames = []
        for index in range(10):
            whole = p.udp(21000 + index, 5000, bytes(range(256)) * 12)
            parts = [(at, whole[at:at + 1024]) for at in range(0, len(whole), 1024)]
            if index % 2:
                parts.reverse()
            for at, part in parts:
                more = 0x2000 if at + 1024 < len(whole) else 0
                frames.append(p.ethernet(p.V4, p.ipv4(17, part, number=index + 1, place=more | at // 8)))
        lines = self.compare(p.pcap(1, frames), "fragments")
        self.assertEqual(lines[-1]["counts"]["fragments"], len(frames))

    def test_fragments_of_ipv6_are_put_together(self):
        def part(number, following, at, more, data, before=b""):
            head = struct.pack(">BBHI", following, 0, at | more, number)
            return p.ethernet(p.V6, p.ipv6(60 if before else 44, before + head + data))

        frames = []
        for index in range(12):
            whole = p.udp(24000 + index, 5000, bytes(range(256)) * 12)
            following, before = 17, b""
            if index % 3 == 1:  # destination options behind the fragment header travel in the first part
                whole, following = bytes([17, 0, 1, 4, 0, 0, 0, 0]) + whole, 60
            if index % 3 == 2:  # and in front of it, in every part
                before = bytes([44, 0, 1, 4, 0, 0, 0, 0])
            parts = [part(index + 1, following, at, int(at + 1024 < len(whole)), whole[at:at + 1024], before)
                     for at in range(0, len(whole), 1024)]
            order = [parts, parts[::-1], parts[1:] + parts[:1]][index // 4]
            frames += order + (order[:1] if index == 5 else [])
        atomic = p.udp(24100, 5000, b"one part alone")
        frames += [part(77, 17, 0, 0, atomic), part(77, 17, 0, 0, atomic)]  # RFC 6946: each is a packet of its own
        lines = self.compare(p.pcap(1, frames), "IPv6 fragments")
        self.assertEqual(lines[-1]["counts"]["fragments"], len(frames) - 2)

    def test_frames_cut_by_the_snap_length_keep_their_counts(self):
        frames = [p.ethernet(kind, packet + b"") for kind, packet in ip_packets(22000)]
        self.compare(p.pcap(1, frames, snap_bytes=96), "snap length")

    def test_broken_frames_are_named_and_harm_nothing(self):
        good = p.ethernet(p.V4, p.ipv4(6, p.tcp(23000, 443)))
        broken = [good[:20], p.ethernet(p.V4, b"\x44" + p.ipv4(6, p.tcp(23001, 443))[1:]),
                  p.ethernet(p.V4, p.ipv4(6, p.tcp(23002, 443)[:12])), p.ethernet(p.V4, p.ipv4(17, p.udp(1, 2, length=3))),
                  p.ethernet(0x9999, b"?"), b""]
        self.path.write_bytes(p.pcap(1, [good, *broken, good]))
        lines, result = minato(self.path)
        self.assertEqual(result.returncode, 0)
        self.assertEqual(lines[-1]["counts"]["packets"], 8)
        self.assertEqual(ours(lines)[0][("tcp", frozenset((23000, 443)))], [2, 2 * len(good)])
        self.assertTrue(lines[-1]["skipped"])

    def test_a_file_cut_anywhere_shows_everything_before(self):
        frames = [p.ethernet(p.V4, p.ipv4(6, p.tcp(24000, 443))) for _ in range(3)]
        for data in (p.pcap(1, frames), p.pcapng([1], [(0, frame) for frame in frames])):
            self.path.write_bytes(data[:-10])
            lines, result = minato(self.path)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(lines[-1]["counts"]["packets"], 2)
            self.assertIn("rest-of-file", [skipped["what"] for skipped in lines[-1]["skipped"]])


if __name__ == "__main__":
    unittest.main()
