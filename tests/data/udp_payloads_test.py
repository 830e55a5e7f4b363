"""The requests of the UDP scan, read by tshark: each is what it says it is, and none is malformed."""
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import embed_payloads  # noqa: E402

# What tshark calls a protocol where it has another name; "" for those that it does not know: then
# only that it finds no fault counts.
NAMES = {
    "netbios-ns": "nbns", "rpcbind": "rpc", "nfs": "rpc", "mountd": "rpc", "ike": "isakmp", "ike-nat-t": "isakmp",
    "memcached": "memcache", "bacnet": "bacapp", "knxnet": "kip", "ethernet-ip": "enip", "slp": "srvloc",
    "gtp-control": "gtpv2", "gtp-user": "gtp", "nat-pmp": "portcontrol", "hart-ip": "hart_ip", "afs-rx": "rx",
    "bittorrent-dht": "bt-dht", "mssql-browser": "", "source-query": "", "minecraft-query": "", "mumble": "",
    "bittorrent-tracker": "", "ws-discovery": "", "qotd": "", "systat": "",
}
# Where the port alone does not tell tshark which protocol it is.
DECODE_AS = ("udp.port==4433,dtls", "udp.port==11211,memcache", "udp.port==6881,bt-dht", "udp.port==19132,raknet",
             "udp.port==27960,quake3")
FEWEST = 40


def pcap_of(datagrams):
    """One datagram a (port, payload), as a capture of raw IP packets."""
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)
    for port, payload in datagrams:
        # A client port each: conversations stay apart.
        udp = struct.pack(">HHHH", 50000 + port % 10000, port, 8 + len(payload), 0) + payload
        address = b"\x0a\x00\x00\x01"
        packet = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0, address, address) + udp
        out += struct.pack("<IIII", 0, 0, len(packet), len(packet)) + packet
    return out


class Payloads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.entries = embed_payloads.read(ROOT / "data/scan/udp-payloads.toml")

    def test_there_are_requests_for_many_protocols(self):
        self.assertGreaterEqual(len(self.entries), FEWEST)

    def test_tshark_reads_each_as_its_protocol_and_without_fault(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "all.pcap"
            file.write_bytes(pcap_of((entry["ports"][0], entry["bytes"]) for entry in self.entries))
            words = ["tshark", "-r", file, "-T", "fields", "-e", "frame.protocols", "-e", "_ws.malformed"]
            for rule in DECODE_AS:
                words += ["-d", rule]
            done = subprocess.run(words, capture_output=True, text=True, check=True)
        lines = done.stdout.splitlines()
        self.assertEqual(len(lines), len(self.entries))
        for entry, line in zip(self.entries, lines):
            with self.subTest(entry["name"]):
                protocols, _, malformed = line.partition("\t")
                self.assertEqual(malformed, "", protocols)
                wanted = NAMES.get(entry["name"], entry["name"])
                if wanted:
                    self.assertIn(wanted, protocols.split(":"))


if __name__ == "__main__":
    unittest.main()
