"""The golden files of a scan, read by the programs that people read such files with."""
import csv
import html.parser
import pathlib
import subprocess
import tempfile
import unittest

from libnmap.parser import NmapParser

HERE = pathlib.Path(__file__).resolve().parent
SCANS = HERE / "expected/scan"
VALIDATE = HERE.parent / "schema/validate.py"


def run(*words, **options):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **options)


class Xml(unittest.TestCase):
    def test_it_is_valid_by_the_document_type(self):
        for scan in ("complete", "stopped"):
            done = run("xmllint", "--noout", "--dtdvalid", HERE / "nmaprun.dtd", SCANS / scan / "scan.xml")
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_ndiff_finds_no_difference_to_itself_and_some_to_another(self):
        complete, stopped = SCANS / "complete/scan.xml", SCANS / "stopped/scan.xml"
        self.assertEqual(run("ndiff", complete, complete).returncode, 0)
        with tempfile.TemporaryDirectory() as folder:
            other = pathlib.Path(folder) / "other.xml"
            other.write_text(complete.read_text().replace('portid="22"', 'portid="23"'))
            done = run("ndiff", complete, other)
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertIn("-22/tcp", done.stdout)
        self.assertIn("+23/tcp", done.stdout)
        self.assertIn(run("ndiff", complete, stopped).returncode, (0, 1))

    def test_libnmap_reads_hosts_ports_and_services(self):
        report = NmapParser.parse_fromfile(str(SCANS / "complete/scan.xml"))
        self.assertEqual((report.hosts_up, report.hosts_down, report.hosts_total), (3, 1, 4))
        web = report.hosts[0]
        self.assertEqual((web.address, web.mac, web.status), ("10.0.0.5", "02:42:0a:00:00:05", "up"))
        self.assertEqual(web.hostnames[:2], ["web", "web1.example"])
        self.assertEqual(web.get_open_ports(), [(22, "tcp"), (443, "tcp"), (54321, "udp")])
        https = web.get_service(443)
        self.assertEqual((https.service, https.tunnel, https.reason), ("http", "ssl", "syn-ack"))
        self.assertEqual(https.cpelist[0].cpestring, "cpe:/a:f5:nginx:1.22.1")
        self.assertEqual(report.hosts[1].address, "2001:db8::7")
        self.assertEqual(web.os_match_probabilities()[0].name, "Linux 4.20 or later")
        self.assertEqual(report.hosts[1].os_match_probabilities(), [])

    def test_libnmap_reads_a_scan_that_was_stopped(self):
        report = NmapParser.parse_fromfile(str(SCANS / "stopped/scan.xml"))
        self.assertEqual(report.hosts_total, 4)
        self.assertEqual(report.hosts[0].get_open_ports(), [(22, "tcp"), (443, "tcp"), (54321, "udp")])


class Grepable(unittest.TestCase):
    def test_the_usual_awk_finds_the_open_ports(self):
        script = r"""/Ports:/ { n = split($0, f, "\t"); sub("Ports: ", "", f[2]); m = split(f[2], p, ", ");
                     for (i = 1; i <= m; i++) { k = split(p[i], q, "/"); if (q[2] == "open") print k, q[1], q[5] } }"""
        done = run("awk", script, SCANS / "complete/scan.gnmap")
        self.assertEqual(done.stdout.splitlines(), ["8 22 ssh", "8 443 ssl|http", "8 54321 ", "8 22 ssh"])


class Csv(unittest.TestCase):
    def test_every_line_has_every_cell_and_none_is_a_formula(self):
        with open(SCANS / "complete/scan.csv", newline="", encoding="utf-8") as file:
            text = file.read()
            rows = list(csv.reader(text.splitlines(keepends=True), strict=True))
        self.assertEqual({len(row) for row in rows}, {14})
        self.assertEqual(len(rows), 7)
        self.assertNotIn("\n", text.replace("\r\n", ""))
        self.assertFalse([cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))])


class Json(unittest.TestCase):
    def test_every_line_follows_its_schema(self):
        for scan in ("complete", "stopped"):
            done = run("/usr/bin/python3", VALIDATE, input=(SCANS / scan / "scan.ndjson").read_text())
            self.assertEqual(done.returncode, 0, done.stdout)


class Page(html.parser.HTMLParser):
    """Collects the tags and what they refer to; every tag must be closed in order."""
    VOID = {"meta", "rect", "br"}

    def __init__(self):
        super().__init__()
        self.tags, self.open, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag


class Html(unittest.TestCase):
    def read(self, scan):
        page = Page()
        page.feed((SCANS / scan / "scan.html").read_text(encoding="utf-8"))
        page.close()
        return page

    def test_it_is_well_formed_and_fetches_and_runs_nothing(self):
        for scan in ("complete", "stopped"):
            page = self.read(scan)
            self.assertEqual(page.open, [])
            self.assertEqual(set(page.tags) & {"script", "link", "img", "iframe", "object", "style"}, {"style"})
            names = {name for name, _ in page.attributes}
            self.assertEqual({n for n in names if n.startswith("on") or n in ("src", "href", "style")}, set())

    def test_it_has_charts(self):
        self.assertGreaterEqual(self.read("complete").tags.count("svg"), 4)


class Text(unittest.TestCase):
    def test_no_output_passes_a_control_character_on(self):
        for path in SCANS.glob("*/*"):
            raw = path.read_bytes().decode("utf-8")
            self.assertEqual({c for c in raw if ord(c) < 32 or 127 <= ord(c) < 160} - set("\t\r\n"), set(), path)


if __name__ == "__main__":
    unittest.main()
