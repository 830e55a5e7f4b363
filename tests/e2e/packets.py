"""Frames of every kind, built by hand, and capture files to put them in."""
import struct


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def address4(text):
    return bytes(int(part) for part in text.split("."))


def address6(last):
    return bytes.fromhex("20010db8" + "00" * 10) + struct.pack(">H", last)


def ipv4(protocol, payload, source="10.0.0.1", destination="10.0.0.2", options=b"", number=1, place=0x4000,
         total=None):
    words = 5 + len(options) // 4
    head = struct.pack(">BBHHHBBH4s4s", 0x40 | words, 0, total or words * 4 + len(payload), number, place, 64, protocol,
                       0, address4(source), address4(destination)) + options
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def ipv6(next_header, payload, source=1, destination=2):
    return struct.pack(">IHBB", 6 << 28, len(payload), next_header, 64) + address6(source) + address6(
        destination) + payload


def tcp(source, destination, sequence=1, acknowledgment=0, flags=2, payload=b"", options=b"", window=1000):
    words = 5 + len(options) // 4
    return struct.pack(">HHIIBBHHH", source, destination, sequence & 0xffffffff, acknowledgment & 0xffffffff, words << 4,
                       flags, window, 0, 0) + options + payload


def udp(source, destination, payload=b"data", length=None):
    return struct.pack(">HHHH", source, destination, length if length is not None else 8 + len(payload), 0) + payload


def udp_lite(source, destination, payload=b"data"):
    return struct.pack(">HHHH", source, destination, 8, 0) + payload


def sctp(source, destination):
    init = struct.pack(">BBHIIHHI", 1, 0, 20, 7, 65536, 1, 1, 9)
    return struct.pack(">HHII", source, destination, 0, 0) + init


def dccp(source, destination):
    return struct.pack(">HHBBHBBHII", source, destination, 5, 0, 0, 0x01, 0, 0, 1, 0)


ETHERNET = bytes.fromhex("020000000002" "020000000001")
V4, V6 = 0x0800, 0x86dd


def ethernet(kind, payload):
    return ETHERNET + struct.pack(">H", kind) + payload


def vlan(tags, kind, payload):
    out = ETHERNET
    for outer, number in tags:
        out += struct.pack(">HH", outer, number)
    return out + struct.pack(">H", kind) + payload


def snap(kind, payload):
    body = bytes.fromhex("aaaa03000000") + struct.pack(">H", kind) + payload
    return ETHERNET + struct.pack(">H", len(body)) + body


def mpls(labels, payload):
    out = ETHERNET + struct.pack(">H", 0x8847)
    for index, label in enumerate(labels):
        out += struct.pack(">I", label << 12 | (0x100 if index == len(labels) - 1 else 0) | 64)
    return out + payload


def pppoe(payload, protocol=0x0021):
    body = struct.pack(">H", protocol) + payload
    return ETHERNET + struct.pack(">HBBHH", 0x8864, 0x11, 0, 1, len(body)) + body


def gre(kind, payload, key=None):
    if key is None:
        return struct.pack(">HH", 0, kind) + payload
    return struct.pack(">HHI", 0x2000, kind, key) + payload


def vxlan(frame):
    return struct.pack(">II", 0x08000000, 42 << 8) + frame


def geneve(frame):
    return struct.pack(">HHI", 0, 0x6558, 42 << 8) + frame


def radiotap(kind, payload, quality=False):
    control = b"\x88\x01" if quality else b"\x08\x01"
    header = control + b"\0\0" + bytes.fromhex("020000000001" "020000000002" "020000000003") + b"\0\0"
    if quality:
        header += b"\0\0"
    return bytes.fromhex("0000080000000000") + header + bytes.fromhex("aaaa03000000") + struct.pack(
        ">H", kind) + payload


def extensions(chain, last, payload):
    """chain: numbers of extension headers of eight bytes each."""
    out = b""
    for index in range(len(chain)):
        following = chain[index + 1] if index + 1 < len(chain) else last
        out += struct.pack(">BB", following, 0) + b"\x01\x04\0\0\0\0"
    return (chain[0] if chain else last), out + payload


def pcap(link, frames, nanoseconds=False, big=False, step=1000, snap_bytes=None):
    """frames: bytes, or (bytes, microseconds since the start)."""
    order = ">" if big else "<"
    out = struct.pack(order + "IHHiIII", 0xa1b23c4d if nanoseconds else 0xa1b2c3d4, 2, 4, 0, 0, 262144, link)
    for index, frame in enumerate(frames):
        moment = index * step
        if isinstance(frame, tuple):
            frame, moment = frame
        kept = frame[:snap_bytes] if snap_bytes else frame
        fraction = moment % 1_000_000 * (1000 if nanoseconds else 1)
        out += struct.pack(order + "IIII", 1_700_000_000 + moment // 1_000_000, fraction, len(kept), len(frame)) + kept
    return out


def pcapng(interfaces, frames, big=False):
    """interfaces: LINKTYPE numbers; frames: (interface, bytes)."""
    order = ">" if big else "<"

    def block(kind, body):
        body += b"\0" * (-len(body) % 4)
        return struct.pack(order + "II", kind, len(body) + 12) + body + struct.pack(order + "I", len(body) + 12)

    out = block(0x0a0d0d0a, struct.pack(order + "IHHq", 0x1a2b3c4d, 1, 0, -1))
    for link in interfaces:
        out += block(1, struct.pack(order + "HHI", link, 0, 0))
    for index, (interface, frame) in enumerate(frames):
        moment = 1_700_000_000_000_000 + index * 1000
        out += block(6, struct.pack(order + "IIIII", interface, moment >> 32, moment & 0xffffffff, len(frame),
                                    len(frame)) + frame)
    return out
