"""generate.py FILE: 1,000,000 packets of 20,000 conversations, 487 MB, as a pcap file.

18,000 TCP conversations (HTTP, TLS and others, with a handshake and an end) and 2,000 of DNS, side by
side as on a busy link. The same bytes every time.
"""
import struct
import sys

CONVERSATIONS = 20_000
PACKETS_EACH = 50
DNS_EVERY = 10
SERVICES = (80, 443, 443, 443, 22, 25, 993, 3306, 5432, 8080)
ETHERNET = bytes.fromhex("020000000001020000000002" "0800")
SIZES = (80, 1448, 0, 1448, 0, 1060, 120, 0)  # payloads while talking; sums up to 487 MB
SYN, ACK, PSH, FIN = 2, 16, 8, 1


def ip(source, destination, protocol, payload_bytes, number):
    return struct.pack(">BBHHHBBHII", 0x45, 0, 20 + payload_bytes, number & 0xffff, 0x4000, 64, protocol, 0,
                       source, destination)


def tcp(ports, sequence, acknowledgment, flags):
    return struct.pack(">HHIIBBHHH", *ports, sequence & 0xffffffff, acknowledgment & 0xffffffff, 0x50, flags, 64000,
                       0, 0)


class Talk:
    """One TCP conversation: yields (from client, header and payload)."""

    def __init__(self, number):
        self.client = 0x0a000000 + number // 250 * 256 + number % 250 + 1
        self.server = 0xc0000200 + number % 200 + 1
        self.ports = (32768 + number % 28000, SERVICES[number % len(SERVICES)])
        self.sequence = [number * 7919, number * 104729]
        self.number = number

    def segment(self, side, flags, payload):
        ports = self.ports if side == 0 else self.ports[::-1]
        ends = (self.client, self.server) if side == 0 else (self.server, self.client)
        header = tcp(ports, self.sequence[side], self.sequence[1 - side] if flags & ACK else 0, flags)
        self.sequence[side] += len(payload) + (1 if flags & (SYN | FIN) else 0)
        return ip(*ends, 6, 20 + len(payload), self.number) + header + payload

    def packets(self):
        yield self.segment(0, SYN, b"")
        yield self.segment(1, SYN | ACK, b"")
        yield self.segment(0, ACK, b"")
        if self.ports[1] in (80, 8080):
            yield self.segment(0, PSH | ACK, b"GET /page/%d HTTP/1.1\r\nHost: shop%d.example\r\n\r\n" % (
                self.number, self.number % 50))
            yield self.segment(1, ACK, b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Length: 99999\r\n\r\n" + b"x" * 600)
        else:
            yield self.segment(0, PSH | ACK, b"\x17\x03\x03\x00\x50" + b"q" * 80)
            yield self.segment(1, ACK, b"\x17\x03\x03\x05\x50" + b"a" * 700)
        for i in range(PACKETS_EACH - 8):
            size = SIZES[(i + self.number) % len(SIZES)]
            yield self.segment(1 if size > 500 else i % 2, ACK | (PSH if size else 0), b"d" * size)
        yield self.segment(0, FIN | ACK, b"")
        yield self.segment(1, FIN | ACK, b"")
        yield self.segment(0, ACK, b"")


class Dns:
    """One client port that asks again and again."""

    def __init__(self, number):
        self.number = number

    def packets(self):
        client, server = 0x0a800000 + self.number, 0xc0000235
        port = 32768 + self.number % 28000
        name = b"\x05host%d\x07example\x00" % (self.number % 10)
        question = name + b"\x00\x01\x00\x01"
        for i in range(PACKETS_EACH // 2):
            ask = struct.pack(">HHHHHH", i, 0x0100, 1, 0, 0, 0) + question
            answer = struct.pack(">HHHHHH", i, 0x8180, 1, 1, 0, 0) + question + bytes.fromhex(
                "c00c000100010000003c0004") + struct.pack(">I", 0xc0000200 + self.number % 200)
            for ends, ports, body in (((client, server), (port, 53), ask), ((server, client), (53, port), answer)):
                yield ip(*ends, 17, 8 + len(body), i) + struct.pack(">HHHH", *ports, 8 + len(body), 0) + body


def main():
    talks = [(Dns(n) if n % DNS_EVERY == 0 else Talk(n)).packets() for n in range(CONVERSATIONS)]
    group = 500  # conversations that run side by side
    moment = 0
    with open(sys.argv[1], "wb", buffering=1 << 20) as out:
        out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        for start in range(0, CONVERSATIONS, group):
            open_talks = talks[start:start + group]
            while open_talks:
                still = []
                for talk in open_talks:
                    packet = next(talk, None)
                    if packet is None:
                        continue
                    still.append(talk)
                    moment += 37
                    length = len(packet) + 14
                    out.write(struct.pack("<IIII", 1_700_000_000 + moment // 1_000_000, moment % 1_000_000, length,
                                          length) + ETHERNET + packet)
                open_talks = still


if __name__ == "__main__":
    main()
