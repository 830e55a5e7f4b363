"""minato capture as people call it: tables, pictures, filters, broken input, live and without rights."""
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

import packets as p
from program import BINARY, ROOT, minato, ndjson

REQUEST = b"GET /index.html HTTP/1.1\r\nHost: www.example.com\r\n\r\n"
RESPONSE = b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html\r\n\r\nhello"
CLIENT, SERVER = "192.0.2.10", "198.51.100.7"


def web_exchange():
    """One HTTP conversation from the handshake to the farewell."""
    frames, numbers = [], [1000, 9000]

    def send(side, flags, payload=b""):
        ports, ends = ((51514, 80), (CLIENT, SERVER)) if side == 0 else ((80, 51514), (SERVER, CLIENT))
        segment = p.tcp(*ports, numbers[side], numbers[1 - side] if flags & 16 else 0, flags, payload)
        frames.append(p.ethernet(p.V4, p.ipv4(6, segment, *ends)))
        numbers[side] += len(payload) + (1 if flags & 3 else 0)

    for side, flags, payload in ((0, 2, b""), (1, 18, b""), (0, 16, b""), (0, 24, REQUEST), (1, 24, RESPONSE),
                                 (0, 17, b""), (1, 17, b""), (0, 16, b"")):
        send(side, flags, payload)
    return frames


class Capture(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="minato-capture-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.file = self.folder / "web.pcap"
        hostile = p.ethernet(p.V4, p.ipv4(17, p.udp(40000, 53, b"\0\1\1\0\0\1\0\0\0\0\0\0\5\x1b[31m\0\0\1\0\1")))
        self.file.write_bytes(p.pcap(1, [*web_exchange(), hostile]))

    def test_the_table_tells_who_talked_to_whom_and_what_was_said(self):
        out = minato("capture", str(self.file))
        self.assertEqual(out.returncode, 0, out.stderr)
        for text in ("192.0.2.10:51514", "198.51.100.7:80", "http", "closed", "GET /index.html → 200 OK"):
            self.assertIn(text, out.stdout)
        self.assertNotIn("\x1b", out.stdout)

    def test_japanese_is_spoken_throughout(self):
        out = minato("capture", str(self.file), lang="ja")
        self.assertIn("会話", out.stdout)
        self.assertIn("終了", out.stdout)

    def test_every_line_of_json_is_held_by_its_schema(self):
        for options in ((), ("--packet", "4"), ("--packet", "9"), ("port", "80")):
            out = minato("capture", str(self.file), *options, "--json")
            checked = subprocess.run([sys.executable, "-W", "ignore", ROOT / "tests/schema/validate.py"],
                                     input=out.stdout.encode(), capture_output=True, check=False)
            self.assertEqual(checked.returncode, 0, checked.stdout)

    def test_open_ports_are_told_as_a_scan_tells_them(self):
        lines = ndjson(minato("capture", str(self.file), "--json"))
        seen = [line for line in lines if line["type"] == "observation"]
        self.assertEqual([(one["address"], one["port"], one["state"], one["reason"], one["source"]) for one in seen],
                         [(SERVER, 80, "open", "syn-ack", "capture")])
        self.assertEqual(seen[0]["service"], {"name": "http", "product": "nginx", "confidence": 90})
        for lang, word in (("en", "1 open ports seen"), ("ja", "開いたポートを 1 件確認")):
            out = minato("capture", str(self.file), "--inventory", lang=lang).stdout
            self.assertIn(word, out)
            self.assertIn("198.51.100.7:80/tcp", out)

    def test_the_packet_picture_marks_both_ports(self):
        out = minato("capture", str(self.file), "--packet", "4", "--width", "80").stdout
        lines = out.splitlines()
        row = next(i for i, line in enumerate(lines) if "Source port" in line and "Destination port" in line)
        self.assertLess(lines[row].index("Source port"), lines[row].index("Destination port"))
        self.assertIn("51514", lines[row + 1])
        self.assertIn("80", lines[row + 1])
        self.assertIn("GET /index.html", out)

    def test_the_sequence_diagram_has_the_ports_as_doors(self):
        out = minato("capture", str(self.file), "--sequence", "1", "--width", "100").stdout
        for text in ("51514/tcp", "80/tcp", "may I talk?", "asks: GET /index.html", "answers: 200 OK"):
            self.assertIn(text, out)
        mermaid = minato("capture", str(self.file), "--sequence", "1", "--mermaid").stdout
        self.assertTrue(mermaid.startswith("sequenceDiagram\n"), mermaid)

    def test_pictures_are_written_as_svg(self):
        target = self.folder / "one.svg"
        out = minato("capture", str(self.file), "--packet", "1", "--svg", str(target))
        self.assertEqual((out.returncode, out.stdout), (0, ""))
        self.assertIn("<svg", target.read_text(encoding="utf-8"))

    def test_follow_shows_what_both_sides_said(self):
        out = minato("capture", str(self.file), "--follow", "1").stdout
        self.assertLess(out.index("Host: www.example.com"), out.index("hello"))

    def test_filters_choose_conversations_and_wrong_words_are_marked(self):
        kept = ndjson(minato("capture", str(self.file), "port 80 and service http", "--json"))
        self.assertEqual(kept[-1]["counts"]["conversations"], 1)
        self.assertEqual(minato("capture", str(self.file), "port", "443").returncode, 1)
        wrong = minato("capture", str(self.file), "prot", "80")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("did you mean: port", wrong.stderr)

    def test_compressed_files_and_standard_input_are_read(self):
        packed = gzip.compress(self.file.read_bytes())
        for data in (packed, self.file.read_bytes(), packed[:100] + packed[100:]):
            out = subprocess.run([BINARY, "capture", "-", "--json"], input=data, capture_output=True, check=False)
            self.assertEqual(json.loads(out.stdout.splitlines()[-1])["counts"]["packets"], 9, out.stderr)
        out = subprocess.run([BINARY, "capture", "-"], input=packed[:-20], capture_output=True, check=False)
        self.assertEqual(out.returncode, 0)
        self.assertIn(b"broken", out.stderr)

    def test_what_is_no_capture_is_told(self):
        self.assertEqual(minato("capture", str(ROOT / "LICENSE")).returncode, 2)
        self.assertEqual(minato("capture", str(self.folder / "nothing.pcap")).returncode, 4)
        self.assertEqual(minato("capture", "no-such-interface").returncode, 2)
        self.assertEqual(minato("capture", str(self.file), "--packet", "99").returncode, 1)

    def test_every_compression_is_read_whole_in_parts_cut_and_broken(self):
        noise = random.Random(6)
        frames = [p.ethernet(p.V4, p.ipv4(17, p.udp(40000, 9, noise.randbytes(1000)))) for _ in range(2000)]
        plain = p.pcap(1, frames)

        def count(data):
            out = subprocess.run([BINARY, "capture", "-", "--json", "--lang", "en"], input=data, capture_output=True,
                                 check=False)
            summary = json.loads(out.stdout.splitlines()[-1]) if out.stdout else {"counts": {"packets": 0}}
            return out.returncode, summary["counts"]["packets"], str(summary.get("skipped", "")) + out.stderr.decode()

        for tool in (["gzip"], ["xz", "-0"], ["zstd"], ["bzip2", "-1"], ["lz4", "-B4"]):
            def pack(data, command=tool):
                return subprocess.run([*command, "-c"], input=data, capture_output=True, check=True).stdout

            with self.subTest(tool[0]):
                packed = pack(plain)
                self.assertEqual(count(packed), (0, 2000, ""))
                self.assertEqual(count(pack(plain[:777777]) + pack(plain[777777:]) + bytes(64)), (0, 2000, ""))
                code, packets, told = count(packed[:len(packed) // 2])
                self.assertEqual(code, 0)
                self.assertTrue(0 < packets < 2000, packets)
                self.assertIn(f"the {tool[0]} data ends early", told)
                middle = len(packed) * 2 // 3
                code, packets, told = count(packed[:middle] + bytes(40) + packed[middle + 40:])
                self.assertEqual(code, 0)
                self.assertTrue(0 < packets <= 2000, packets)
                self.assertIn(f"the {tool[0]} data makes no sense", told)
                code, packets, told = count(packed[:7] + bytes(200))
                self.assertEqual((code, packets), (2, 0), told)
                self.assertIn(f"the {tool[0]} data", told)

    def test_a_small_file_that_unpacks_to_a_huge_one_takes_no_memory(self):
        plain = p.pcap(1, []) + bytes(160_000_000)  # ten million empty packets
        packed = subprocess.run(["zstd", "-c"], input=plain, capture_output=True, check=True).stdout
        self.assertLess(len(packed), 50_000)
        bomb = self.folder / "bomb.pcap.zst"
        bomb.write_bytes(packed)
        script = ("import resource, subprocess, sys; done = subprocess.run(sys.argv[1:]);"
                  "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(done.returncode)")
        out = subprocess.run([sys.executable, "-c", script, BINARY, "capture", bomb, "--lang", "en"],
                             capture_output=True, text=True, check=False)
        self.assertEqual(out.returncode, 0, out.stderr)
        self.assertIn("10,000,000 packets", out.stdout)
        self.assertLess(int(out.stdout.splitlines()[-1]), 64_000)  # kB

    def test_an_option_that_would_do_nothing_is_a_mistake_in_the_command_line(self):
        for options, named in ((("any", "-C", "1"), "--rotate-size"), (("any", "-G", "1"), "--rotate-after"),
                               (("any", "-W", "3"), "--files"), (("any", "-W", "3", "-w", "x.pcapng"), "--files"),
                               ((str(self.file), "--top"), "--top"), ((str(self.file), "-w", "x.pcapng"), "--write"),
                               ((str(self.file), "-d", "3"), "--duration"), ((str(self.file), "--mermaid"), "--mermaid"),
                               ((str(self.file), "--svg", "x.svg"), "--svg")):
            out = minato("capture", *options)
            self.assertEqual(out.returncode, 2, options)
            self.assertIn(named, out.stderr)

    def test_the_demonstration_works_with_and_without_rights(self):
        shown = minato("capture", "--demo", "--width", "90").stdout
        without = subprocess.run(["setpriv", "--bounding-set", "-net_raw,-sys_admin", BINARY, "capture", "--demo",
                                  "--lang", "en"], capture_output=True, text=True, check=False,
                                 env={"PATH": os.environ["PATH"]})
        for out in (shown, without.stdout):
            self.assertIn("asks: GET /index.html", out)
            self.assertIn("Source port", out)

    def test_a_live_capture_knows_the_program_and_writes_what_wireshark_reads(self):
        trace = self.folder / "live.pcapng"
        script = f"""
ip link set lo up
"{BINARY}" capture lo --filter "tcp port 8080" --count 10 --duration 20 -w "{trace}" --json > "{self.folder}/out" 2> "{self.folder}/err" &
capture=$!
until grep -q listening "{self.folder}/err"; do :; done
"{sys.executable}" -c '
import socket, time
server = socket.create_server(("127.0.0.1", 8080))
client = socket.create_connection(("127.0.0.1", 8080))
side, _ = server.accept()
for _ in range(40):
    client.sendall(b"ping\\n"); side.recv(9); time.sleep(0.05)
' & talk=$!
wait $capture; code=$?
wait $talk
exit $code
"""
        done = subprocess.run(["unshare", "--net", "bash", "-c", script], capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = [json.loads(line) for line in (self.folder / "out").read_text().splitlines()]
        self.assertEqual(lines[-1]["counts"]["packets"], 10)
        self.assertTrue(lines[0]["server_process"]["name"].startswith("python"))
        details = subprocess.run(["tshark", "-r", trace, "-V"], capture_output=True, text=True, check=False).stdout
        self.assertIn("server: python", details)


if __name__ == "__main__":
    unittest.main()
