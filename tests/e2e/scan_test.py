"""`minato scan` against listeners of the test's own on loopback: states, outputs, and what goes wrong."""
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import unittest

from libnmap.parser import NmapParser

from program import BINARY, ROOT, listener, minato, ndjson, observations, wait_until
from terminal import terminal

VALIDATE = ROOT / "tests/schema/validate.py"


def run(*words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **options)


def closed_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def states(finished):
    return {(one["address"], one["port"], one["transport"]): one["state"] for one in observations(finished)}


class Connections(unittest.TestCase):
    """Without any right."""

    def test_open_and_closed_ports_are_told_apart(self):
        shut = closed_port()
        with listener() as port:
            done = minato("scan", "-sT", "127.0.0.1", "-p", f"{port},{shut}", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(states(done), {("127.0.0.1", port, "tcp"): "open", ("127.0.0.1", shut, "tcp"): "closed"})

    def test_a_kind_without_ports_is_left_out_with_a_word(self):
        with listener() as port:
            done = minato("scan", "-sT", "-sU", "127.0.0.1", "-p", f"T:{port}", "--json")
            self.assertEqual(states(done), {("127.0.0.1", port, "tcp"): "open"})
            self.assertIn("-p names no udp port", done.stderr)
        self.assertEqual(minato("scan", "-sT", "127.0.0.1", "-p", "U:53").returncode, 2)

    def test_ipv6_too(self):
        with listener(socket.AF_INET6, address="::1") as port:
            done = minato("scan", "-sT", "::1", "-p", str(port), "--json")
        self.assertEqual(states(done), {("::1", port, "tcp"): "open"})

    def test_no_port_is_open_only_because_the_scanner_met_itself(self):
        with listener() as port:
            done = minato("scan", "-sT", "127.0.0.1", "-p", "32768-60999", "--json", "--open")
        found = {key[1] for key, state in states(done).items() if state == "open"}
        self.assertEqual(port in found, 32768 <= port <= 60999)
        for other in found - {port}:  # of another program on this machine: it must really be there
            with socket.socket() as sock:
                sock.connect(("127.0.0.1", other))

    def test_udp_by_sockets_knows_answers_and_refusals(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as shut:
            shut.bind(("127.0.0.1", 0))
            number = shut.getsockname()[1]
        done = minato("scan", "-sT", "-sU", "127.0.0.1", "-p", f"T:1,U:{number}", "--json", "--reason")
        self.assertEqual(states(done)[("127.0.0.1", number, "udp")], "closed")

    def test_the_last_line_is_a_summary_and_every_line_follows_its_schema(self):
        with listener() as port:
            done = minato("scan", "-sT", "127.0.0.1", "-p", f"{port},1-5", "--json")
        lines = ndjson(done)
        self.assertEqual([line["type"] for line in lines[-2:]], ["host", "summary"])
        self.assertEqual(lines[-1]["counts"], {"hosts": 1, "up": 1, "down": 0, "open": 1})
        checked = run("/usr/bin/python3", VALIDATE, input=done.stdout)
        self.assertEqual(checked.returncode, 0, checked.stdout)


class Files(unittest.TestCase):
    def test_each_file_is_read_by_its_reader(self):
        with tempfile.TemporaryDirectory() as folder, listener() as port:
            base = pathlib.Path(folder) / "all"
            done = minato("scan", "-sT", "localhost", "-p", f"{port},1,2", "-oA", str(base), "--csv", f"{base}.csv",
                          "--html", f"{base}.html", "-oL", f"{base}.list", "-oJ", f"{base}.json", "--reason")
            self.assertEqual(done.returncode, 0, done.stderr)
            report = NmapParser.parse_fromfile(f"{base}.xml")
            self.assertEqual((report.hosts_up, report.hosts[0].get_open_ports()), (1, [(port, "tcp")]))
            self.assertEqual(report.hosts[0].hostnames[0], "localhost")
            self.assertEqual(run("ndiff", f"{base}.xml", f"{base}.xml").returncode, 0)
            self.assertIn(f"{port}/open/tcp", pathlib.Path(f"{base}.gnmap").read_text())
            self.assertIn(f"{port}/tcp", pathlib.Path(f"{base}.nmap").read_text())
            self.assertIn(str(port), pathlib.Path(f"{base}.list").read_text())
            self.assertIn(str(port), pathlib.Path(f"{base}.csv").read_text())
            self.assertIn("<svg", pathlib.Path(f"{base}.html").read_text())
            kinds = [json.loads(line)["type"] for line in pathlib.Path(f"{base}.json").read_text().splitlines()]
            self.assertEqual(kinds[-1], "summary")

    def test_xml_on_standard_output_is_alone_there(self):
        done = minato("scan", "-sT", "127.0.0.1", "-p", "1", "-oX", "-")
        self.assertTrue(done.stdout.startswith("<?xml"))
        self.assertTrue(done.stdout.rstrip().endswith("</nmaprun>"))

    def test_a_full_disk_is_an_error_and_the_terminal_gets_everything_all_the_same(self):
        done = minato("scan", "-sT", "127.0.0.1", "-p", "1", "-oX", "/dev/full")
        self.assertEqual(done.returncode, 4)
        self.assertIn("/dev/full", done.stderr)
        self.assertIn("127.0.0.1", done.stdout)

    def test_a_folder_that_is_not_there_is_told_before_anything_is_sent(self):
        done = minato("scan", "-sT", "127.0.0.1", "-p", "1", "-oX", "/nowhere/at/all.xml")
        self.assertEqual((done.returncode, done.stdout), (4, ""))


class Stopped(unittest.TestCase):
    def test_ctrl_c_keeps_what_was_found_and_leaves_a_valid_file(self):
        with tempfile.TemporaryDirectory() as folder, listener(address="0.0.0.0") as port:
            file = pathlib.Path(folder) / "found.xml"
            # 127.1.2.0/24 belongs to this machine too: one open port each among many closed ones.
            words = [BINARY, "scan", "-sT", "127.1.2.0/24", "-p", f"{port},1-500", "--rate", "2000",
                     "--json", "-oX", str(file), "--lang", "en"]
            with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
                first = process.stdout.readline()  # something was found: the scan is under way
                process.send_signal(signal.SIGINT)
                rest, _ = process.communicate(timeout=30)
            self.assertEqual(process.returncode, 130)
            lines = [json.loads(line) for line in (first + rest).splitlines()]
            self.assertEqual(lines[-1]["type"], "summary")
            self.assertTrue(lines[-1]["interrupted"])
            self.assertGreater(NmapParser.parse_fromfile(str(file)).hosts_up, 0)


class Progress(unittest.TestCase):
    def test_a_bar_appears_a_key_tells_and_ctrl_c_keeps_the_table(self):
        with listener(address="0.0.0.0") as port, terminal(columns=100) as screen:
            screen.start(f"scan -sT 127.1.2.0/24 -p {port},1-500 --rate 2000 --lang en")
            screen.expect(r"\[[█░]{24}\] ports [0-9.]+ %, [0-9,]+ sent")
            screen.press("Space")
            screen.expect(r"^ports [0-9.]+ %, [0-9,]+ sent, .* left$")
            screen.press("C-c")
            screen.expect(r"^Scan done: addresses 256, up \d+")
            screen.expect_shell(130)

    def test_who_has_no_right_is_told_what_is_done_instead(self):
        words = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--bounding-set=-all"]
        done = run(*(words if os.geteuid() == 0 else ()), BINARY, "scan", "127.0.0.1", "-p", "1", "--lang", "en")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("-sT", done.stderr)
        self.assertIn("conn-refused", run(*(words if os.geteuid() == 0 else ()), BINARY, "scan", "127.0.0.1", "-p", "1",
                                          "--reason", "--lang", "en").stdout)


class Resumed(unittest.TestCase):
    WORDS = ("scan", "-sT", "127.0.0.1", "-p", "1-3000")

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = os.path.join(self.folder.name, "state")

    def ports_told(self):
        lines = pathlib.Path(self.file).read_text("utf-8").splitlines()
        return [line.split()[2] for line in lines if line.startswith("port ")]

    def is_under_way(self):
        file = pathlib.Path(self.file)
        return file.exists() and file.read_text("utf-8").count("port ") > 200

    def stop_early(self):
        words = [BINARY, *self.WORDS, "--rate", "2000", "--resume", self.file, "--json"]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            self.assertTrue(wait_until(self.is_under_way))
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130)
        return json.loads(out.splitlines()[-1])["packets"]["sent"]

    def test_goes_on_where_it_was_stopped_and_asks_nothing_twice(self):
        self.stop_early()
        before = set(self.ports_told())
        done = minato(*self.WORDS, "--rate", "2000", "--resume", self.file, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        after = self.ports_told()
        self.assertEqual(len(after), len(set(after)), "a port was asked twice")
        self.assertEqual(len(after), 3000)
        self.assertTrue(before < set(after))
        host = [line for line in ndjson(done) if line["type"] == "host"][0]
        listed = len([one for one in observations(done)])
        self.assertEqual(sum(other["count"] for other in host.get("others", [])) + listed, 3000)

    def test_the_file_alone_is_enough(self):
        self.stop_early()
        done = minato("scan", "--resume", self.file)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_another_scans_file_and_a_damaged_one_are_refused(self):
        self.assertEqual(minato(*self.WORDS, "--resume", self.file).returncode, 0)
        other = minato("scan", "-sT", "127.0.0.1", "-p", "1-3001", "--resume", self.file)
        self.assertEqual(other.returncode, 2)
        self.assertIn("another scan", other.stderr)
        text = pathlib.Path(self.file).read_text("utf-8")
        pathlib.Path(self.file).write_text(text.replace("closed", "open", 1), encoding="utf-8")
        damaged = minato(*self.WORDS, "--resume", self.file)
        self.assertEqual(damaged.returncode, 2)
        self.assertIn("damaged", damaged.stderr)
        pathlib.Path(self.file).write_text("something else\n", encoding="utf-8")
        self.assertEqual(minato(*self.WORDS, "--resume", self.file).returncode, 2)


class Wrong(unittest.TestCase):
    def test_the_command_line_is_held_against_sense(self):
        for words, key in ((("10.0.0.0/33",), "prefix length"), (("-p", "0-70000", "127.0.0.1"), "port number"),
                           (("-sT", "-sS", "127.0.0.1"), "choose one"), (("--shard", "1/4", "127.0.0.1"), "--seed"),
                           (("--shard", "5/4", "--seed", "1", "127.0.0.1"), "not a part"),
                           (("--rate", "fast", "127.0.0.1"), "packets a second"),
                           (("-sT", "--ttl", "3", "127.0.0.1"), "--ttl"),
                           (("127.0.0.1", "--exclude", "127.0.0.0/8"), "nothing to scan"), ((), "nothing to scan"),
                           (("-T9", "127.0.0.1"), "--timing")):
            with self.subTest(words):
                done = minato("scan", *words)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertIn(key, done.stderr)

    def test_wide_public_space_needs_a_rate_and_a_yes(self):
        self.assertIn("--rate", minato("scan", "-sT", "8.8.0.0/16", "-p80").stderr)
        asked = minato("scan", "-sT", "8.8.0.0/16", "-p80", "--rate", "100")
        self.assertEqual(asked.returncode, 2)
        self.assertIn("0:10:55", asked.stderr)
        self.assertIn("--yes", asked.stderr)

    def test_japanese_readers_are_told_in_japanese(self):
        self.assertIn("権限", minato("scan", "--help", lang="ja").stdout)


class Dry(unittest.TestCase):
    def test_nothing_is_sent_and_every_connection_is_shown_once(self):
        done = minato("scan", "--dry-run", "-sT", "127.0.0.1", "-p", "1-50")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(set(done.stdout.splitlines())), 50)

    def test_shards_of_one_seed_make_the_whole(self):
        lines = []
        for part in range(1, 5):
            done = minato("scan", "--dry-run", "-sT", "127.0.0.0/28", "-p", "1-50", "--seed", "7", "--shard", f"{part}/4")
            lines += done.stdout.splitlines()
        self.assertEqual((len(lines), len(set(lines))), (16 * 50, 16 * 50))


if __name__ == "__main__":
    unittest.main()
