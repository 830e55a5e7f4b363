"""tools/knowledge.py and tools/embed_registry.py refuse bad data with file, entry and reason."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import knowledge  # noqa: E402

IANA = "80\ttcp\thttp\tassigned\tWorld Wide Web HTTP\n443\ttcp\thttps\tassigned\tHTTP over TLS\n"
GOOD = """\
[[service]]
id = "http"
ports = ["80/tcp"]
iana = "http"
title = { en = "HTTP", ja = "HTTP" }
aliases = ["web"]
explain = { en = "Carries pages.", ja = "ページを運びます。" }
encrypted = "no"
authenticated = "optional"
danger = "medium"
danger_reason = { en = "Readable.", ja = "読める。" }
alternative = ""
products = ["nginx"]
processes = ["nginx"]
references = ["RFC 9110"]
[[service.countermeasure]]
id = "use-tls"
en = "Use TLS."
ja = "TLS を使う。"
references = []
"""
# what is replaced, by what, and the words that the complaint must contain
BAD_KNOWLEDGE = [
    ('id = "http"', 'id = "Hyper Text"', ["Hyper Text", "not of the form"]),
    ('ports = ["80/tcp"]', "ports = []", ["http", "no port"]),
    ("80/tcp", "80/quic", ["http", "80/quic", "transport"]),
    ("80/tcp", "90-80/tcp", ["http", "90-80/tcp", "upwards"]),
    ("80/tcp", "70000/tcp", ["http", "70000/tcp", "65535"]),
    ("80/tcp", "80", ["http", "not N/transport"]),
    ('iana = "http"', 'iana = "https"', ["http", "IANA says http"]),
    ('iana = "http"', 'iana = "nonsense"', ["http", "'nonsense'"]),
    ('encrypted = "no"', 'encrypted = "maybe"', ["http", "encrypted", "maybe"]),
    ('danger = "medium"', 'danger = "huge"', ["http", "danger", "huge"]),
    ('alternative = ""', 'alternative = "https"', ["http", "alternative", "exists in no file"]),
    ('alternative = ""', 'alternative = "http"', ["http", "its own alternative"]),
    ('aliases = ["web"]', 'aliases = ["Web"]', ["http", "lower case"]),
    ('ja = "ページを運びます。"', 'jp = "ページを運びます。"', ["http", "explain", "'jp'"]),
    ('products = ["nginx"]', 'products = ["nginx", "nginx"]', ["http", "twice"]),
    ('products = ["nginx"]', 'products = "nginx"', ["http", "products", "list"]),
    ("Carries pages.", "Carries \\u001b[31mpages.", ["http", "U+001B"]),
    ("Carries pages.", "Carries \\u202epages.", ["http", "U+202E"]),
    ('references = ["RFC 9110"]\n', "", ["http", "'references' is missing"]),
    ('en = "Use TLS."', 'en = " "', ["http", "countermeasure 1", "en"]),
    ("[[service.countermeasure]]", "[[service.measure]]", ["http", "'measure'"]),
    ('danger = "medium"', "danger = 2", ["http", "danger must be a string"]),
    ("[[service]]", "[[service]", ["web.toml", "line 1"]),
]
BAD_IANA = [
    ("80\ttcp", "80\tquic", ["line 1", "transport"]),
    ("80\ttcp\thttp", "80\thttp", ["line 1", "4 columns"]),
    ("assigned\tWorld", "perhaps\tWorld", ["line 1", "perhaps"]),
    ("443\ttcp\thttps", "443\ttcp\t", ["line 2", "does not go with"]),
    ("443\ttcp\thttps", "80\ttcp\thttp", ["http", "twice"]),
    ("443\t", "43\t", ["https", "not sorted"]),
]


def embed(iana, toml):
    """(exit code, stderr) of the generator on these texts."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for child in ("iana", "knowledge"):
            (folder / child).mkdir()
        (folder / "iana/table.tsv").write_text(iana, encoding="utf-8")
        (folder / "knowledge/web.toml").write_text(toml, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, ROOT / "tools/embed_registry.py", folder / "iana",
             folder / "knowledge", folder / "out/registry_data.cc"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0 and (folder / "out/registry_data.cc").exists():
            raise AssertionError("wrote a file although the data is bad")
        return done.returncode, done.stderr


class Generator(unittest.TestCase):
    def refuses(self, iana, toml, words):
        code, said = embed(iana, toml)
        self.assertEqual(code, 1, said)
        self.assertEqual(said.count("\n"), 1, said)
        for word in words:
            self.assertIn(word, said)

    def test_accepts_good_data(self):
        self.assertEqual(embed(IANA, GOOD), (0, ""))

    def test_refuses_bad_knowledge_with_file_entry_and_reason(self):
        for old, new, words in BAD_KNOWLEDGE:
            self.assertIn(old, GOOD)
            with self.subTest(new=new):
                self.refuses(IANA, GOOD.replace(old, new, 1), ["web.toml", *words])

    def test_refuses_an_id_that_stands_twice(self):
        self.refuses(IANA, GOOD + GOOD, ["web.toml", "http", "stands in web.toml too"])

    def test_refuses_a_bad_iana_table_with_line_and_reason(self):
        for old, new, words in BAD_IANA:
            self.assertIn(old, IANA)
            with self.subTest(new=new):
                self.refuses(IANA.replace(old, new, 1), GOOD, words)


class Ports(unittest.TestCase):
    def test_are_a_number_or_a_range_and_a_transport(self):
        self.assertEqual(knowledge.parse_ports("53/udp"), knowledge.PortRange(53, 53, "udp"))
        self.assertEqual(
            knowledge.parse_ports("6000-6063/tcp"), knowledge.PortRange(6000, 6063, "tcp")
        )


if __name__ == "__main__":
    unittest.main()
