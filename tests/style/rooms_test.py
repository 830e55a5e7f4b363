"""Small rooms: file length, line length, the comment at the head, no marks of unfinished work."""
import re
import unittest

import house

CODE = ("src", "tests", "bench", "tools")
LONGEST_FILE = 500
LONGEST_LINE = 100
LARGEST_TRACKED = 1_000_000
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
SKIPPED = re.compile(r"GTEST_" + r"SKIP|DISABLED" + r"_|@unittest\.sk" + r"ip")


class Rooms(unittest.TestCase):
    def test_no_file_is_longer_than_500_lines(self):
        long = [f"{house.short(p)}: {n}" for p in house.sources(*CODE, suffixes=(".h", ".cc", ".c", ".py", ".sh"))
                if (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE]
        self.assertEqual(long, [])

    def test_no_line_of_code_is_longer_than_100_columns(self):
        long = []
        for path in house.sources("src", "tests", "bench"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if len(line) > LONGEST_LINE and "http" not in line and 'R"' not in line:
                    long.append(f"{house.short(path)}:{number}")
        self.assertEqual(long, [])

    def test_every_file_opens_by_saying_what_it_is(self):
        silent = [house.short(p) for p in house.sources("src", "tests", "bench")
                  if not p.read_text(encoding="utf-8").startswith("// ")]
        self.assertEqual(silent, [])

    def test_every_header_guards_itself(self):
        bare = [house.short(p) for p in house.sources("src", suffixes=(".h",))
                if "#pragma once" not in p.read_text(encoding="utf-8")
                and not p.name.endswith(".bpf.h")]
        self.assertEqual(bare, [])

    def test_nothing_is_left_unfinished_or_skipped(self):
        marks = []
        for path in house.sources("src", "tests", "bench", "tools", suffixes=(".h", ".cc", ".c", ".py", ".sh", ".toml")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if UNFINISHED.search(line) or SKIPPED.search(line):
                    marks.append(f"{house.short(path)}:{number}: {line.strip()}")
        self.assertEqual(marks, [])

    def test_no_tracked_file_is_large(self):
        large = [name for name in house.tracked()
                 if (house.ROOT / name).is_file() and (house.ROOT / name).stat().st_size > LARGEST_TRACKED]
        self.assertEqual(large, [])


if __name__ == "__main__":
    unittest.main()
