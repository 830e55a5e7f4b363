"""check on servers that the test itself started on the loopback: words, exit codes, pictures, lists."""
import http.server
import pathlib
import subprocess
import tempfile
import threading
import unittest
import xml.dom.minidom

from program import ROOT, listener, minato, ndjson


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"<title>Harbour \x1b[31m master</title>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128  # a hundred may knock at once


class Check(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.web = Server(("127.0.0.1", 0), Page)
        threading.Thread(target=cls.web.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.web.server_close)
        cls.addClassCleanup(cls.web.shutdown)
        cls.url = f"http://127.0.0.1:{cls.web.server_address[1]}/"

    def closed(self):
        with listener() as port:
            return f"127.0.0.1:{port}"

    def test_a_page_that_comes_is_shown_stage_by_stage(self):
        done = minato("check", self.url)
        self.assertEqual(done.returncode, 0, done.stderr)
        for words in ("reachable", "connect", "not encrypted", "HTTP/1.0 200 OK", "Harbour \\x1b[31m master"):
            self.assertIn(words, done.stdout)
        self.assertNotIn("likely cause", done.stdout)

    def test_a_closed_port_is_a_no_with_cause_evidence_and_advice(self):
        done = minato("check", self.closed())
        self.assertEqual(done.returncode, 1)
        for words in ("not reachable", "likely cause", "No program on this machine listens", "RST", "minato ls"):
            self.assertIn(words, done.stdout)
        japanese = minato("check", self.closed(), lang="ja")
        for words in ("届きません", "考えられる原因", "待ち受けているプログラムはありません", "次に試すこと"):
            self.assertIn(words, japanese.stdout)

    def test_json_is_one_line_a_stage_and_a_summary(self):
        done = minato("check", "--json", self.url, self.closed())
        lines = ndjson(done)
        self.assertEqual([line["type"] for line in lines], ["stage"] * 8 + ["summary"])
        self.assertEqual(lines[-1]["counts"], {"targets": 2, "reachable": 1, "not_reachable": 1, "not_checked": 0})
        valid = subprocess.run(["/usr/bin/python3", ROOT / "tests/schema/validate.py", "--quiet"],
                               input=done.stdout.encode(), capture_output=True, check=False)
        self.assertEqual(valid.returncode, 0, valid.stdout)

    def test_targets_come_from_files_and_standard_input(self):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write(f"# two of them\n{self.url}\n\n{self.url}a and more\n")
            file.flush()
            done = minato("check", "--file", file.name)
        self.assertIn("2 of 2 targets reachable", done.stdout)
        self.assertIn("2 of 2", minato("check", "-", stdin=f"{self.url}\n{self.url}\n").stdout)

    def test_a_picture_goes_to_the_terminal_and_to_a_file(self):
        self.assertIn("in all", minato("check", self.url, "--picture").stdout)
        with tempfile.TemporaryDirectory() as folder:
            svg = pathlib.Path(folder, "way.svg")
            minato("check", self.url, "--svg", str(svg))
            xml.dom.minidom.parse(str(svg))

    def test_what_is_typed_wrong_is_marked(self):
        done = minato("check", "htps://example.com")
        self.assertEqual(done.returncode, 2)
        self.assertIn("https", done.stderr)
        self.assertEqual(minato("check").returncode, 2)
        self.assertEqual(minato("check", "-4", "-6", self.url).returncode, 2)
        self.assertEqual(minato("check", "--via", "ftp://x", self.url).returncode, 2)
        self.assertEqual(minato("check", "--ca", "/no/such/file", self.url).returncode, 2)

    def test_a_hundred_targets_are_checked_side_by_side(self):
        done = minato("check", "-", stdin=f"{self.url}\n" * 100)
        self.assertIn("100 of 100", done.stdout)


if __name__ == "__main__":
    unittest.main()
