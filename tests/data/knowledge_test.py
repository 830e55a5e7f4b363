"""data/knowledge and data/iana hold what they promise: schema, links, both languages, the ports and
danger levels of the founding article."""

import functools
import json
import pathlib
import re
import sys
import tomllib
import unittest

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import knowledge  # noqa: E402

FILES = sorted((ROOT / "data/knowledge").glob("*.toml"))
IANA = knowledge.read_iana(ROOT / "data/iana")
LEAST_PORTS = 150

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
FULL_WIDTH = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff65-\uff9f]")

# The founding article: port, danger level, and for each of its countermeasures a pattern that one
# of ours (English text or id) must match.
ARTICLE = {
    21: ("high", [r"encrypt|tls|ftps|sftp", r"address|restrict"]),
    22: ("high", [r"encrypt|algorithm|cipher", r"password|key", r"right|root|permission|privilege"]),
    23: ("high", [r"encrypt|ssh", r"password|harden|account", r"address|restrict"]),
    25: ("medium", [r"sender|spf|dmarc", r"recipient|relay"]),
    80: ("medium", [r"harden|update|patch|version", r"defac|tamper|write", r"traversal"]),
    139: ("high", [r"encrypt|sign", r"right|permission|access", r"firewall|block"]),
    445: ("high", [r"encrypt|sign", r"right|permission|access", r"firewall|block"]),
}
EVERYDAY = [80, 443, 25, 110, 143, 22, 21, 53, 3389]


@functools.cache
def services():
    return knowledge.read_knowledge(ROOT / "data/knowledge", IANA)


def tcp_owner(all_services, port):
    """The service whose canonical port is port/tcp, else one that names it."""
    ranked = [
        (service.ports.index(each), service.id, service)
        for service in all_services
        for each in service.ports
        if each.transport == "tcp" and each.first == each.last == port
    ]
    return min(ranked)[2] if ranked else None


class IanaTable(unittest.TestCase):
    def test_has_every_entry_of_the_carrier_and_the_assigned_ranges(self):
        first_rows = [row for row in IANA if row.status not in ("also", "historic")]
        self.assertGreaterEqual(len(first_rows), 12341)
        ranges = {row.name for row in IANA if row.ports.first != row.ports.last and row.name}
        self.assertEqual(ranges, {"x11", "ircu", "swx"})

    def test_names_the_ports_of_everyday_use(self):
        names = {(row.ports.first, row.ports.transport): row.name for row in reversed(IANA)}
        for port, name in {80: "http", 443: "https", 25: "smtp", 110: "pop3", 143: "imap",
                           22: "ssh", 21: "ftp", 53: "domain", 3389: "ms-wbt-server"}.items():  # fmt: skip
            self.assertEqual(names[(port, "tcp")], name)

    def test_stays_small_enough_for_the_repository(self):
        for path in (ROOT / "data/iana").iterdir():
            self.assertLess(path.stat().st_size, 1_000_000, path.name)


class KnowledgeFiles(unittest.TestCase):
    def test_match_the_schema(self):
        schema = json.loads((ROOT / "data/schema/knowledge.schema.json").read_text("utf-8"))
        validator = jsonschema.Draft202012Validator(schema)
        validator.check_schema(schema)
        for path in FILES:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
            for error in validator.iter_errors(document):
                place = list(error.absolute_path)
                entry = document["service"][place[1]].get("id", place[1]) if len(place) > 1 else ""
                with self.subTest(file=path.name, entry=entry, place=place):
                    self.fail(error.message)

    def test_have_unique_ids_and_links_and_iana_names_that_exist(self):
        services()  # raises with file, entry and reason

    def test_are_short_files_of_short_lines(self):
        for path in FILES:
            lines = path.read_text(encoding="utf-8").split("\n")
            with self.subTest(file=path.name):
                self.assertLessEqual(len(lines), 501)
                longest = max(range(len(lines)), key=lambda index: len(lines[index]))
                self.assertLessEqual(len(lines[longest]), 200, f"line {longest + 1}")

    def test_cover_the_ports_that_people_meet(self):
        ports = {(p.first, p.transport) for service in services() for p in service.ports[:1]}
        self.assertGreaterEqual(len(ports), LEAST_PORTS)
        for port in EVERYDAY:
            with self.subTest(port=port):
                self.assertIsNotNone(tcp_owner(services(), port))


class KnowledgeTexts(unittest.TestCase):
    def texts(self):
        for service in services():
            for field in ("title", "explain", "danger_reason"):
                yield f"{service.file}: {service.id}: {field}", *getattr(service, field)
            for measure in service.countermeasures:
                yield f"{service.file}: {service.id}: {measure.id}", *measure.text

    def test_are_japanese_where_japanese_is_promised(self):
        for where, english, japanese in self.texts():
            with self.subTest(where=where):
                if not where.endswith("title"):
                    self.assertRegex(japanese, JAPANESE)
                self.assertNotRegex(english, JAPANESE)
                self.assertNotRegex(japanese, FULL_WIDTH)

    def test_explain_in_whole_sentences(self):
        for service in services():
            with self.subTest(service=f"{service.file}: {service.id}"):
                self.assertRegex(service.explain[0], r"[.!?)]$")
                self.assertRegex(service.explain[1], r"[。))]$")

    def test_never_repeat_a_whole_explanation(self):
        seen = {}
        for service in services():
            for text in service.explain:
                self.assertNotIn(text, seen, f"{service.id} repeats {seen.get(text)}")
                seen[text] = service.id


class Judgement(unittest.TestCase):
    def test_gives_the_danger_levels_and_countermeasures_of_the_founding_article(self):
        for port, (danger, patterns) in ARTICLE.items():
            service = tcp_owner(services(), port)
            self.assertIsNotNone(service, port)
            with self.subTest(port=port, service=service.id):
                self.assertEqual(service.danger, danger)
            said = [f"{m.id} {m.text[0]}".lower() for m in service.countermeasures]
            for pattern in patterns:
                with self.subTest(port=port, countermeasure=pattern):
                    self.assertTrue(any(re.search(pattern, text) for text in said), said)

    def test_points_to_alternatives_that_encrypt(self):
        by_id = {service.id: service for service in services()}
        for service in services():
            if service.alternative:
                with self.subTest(service=service.id):
                    self.assertNotEqual(service.encrypted, "yes")
                    self.assertNotEqual(by_id[service.alternative].encrypted, "no")


if __name__ == "__main__":
    unittest.main()
