"""Every catalogue key that the code names exists, and every key of the catalogue is used."""
import re
import tomllib
import unittest

import house

KEY = re.compile(r'"((?:[a-z0-9_]+(?:-[a-z0-9_]+)*)(?:\.[a-z0-9_]+(?:-[a-z0-9_]+)*)+)"')
PREFIX = re.compile(r'"((?:[a-z0-9-]+\.)+(?:[a-z0-9-]*-)?)(?:\{\}[a-z0-9.{}-]*)?"')


def flatten(table, prefix=""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def catalogue(language):
    keys = set()
    for path in sorted((house.ROOT / "data/text" / language).glob("*.toml")):
        keys |= set(flatten(tomllib.loads(path.read_text(encoding="utf-8"))))
    return keys


class Texts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        code = "\n".join(p.read_text(encoding="utf-8") for p in house.sources("src"))
        cls.named = set(KEY.findall(code))
        cls.prefixes = tuple(PREFIX.findall(code))  # "explain.range." + name: a family of keys

    def test_both_languages_have_the_same_keys(self):
        self.assertEqual(catalogue("en") ^ catalogue("ja"), set())

    def test_every_key_of_a_known_family_exists(self):
        keys = catalogue("en")
        families = {key.split(".")[0] for key in keys}
        missing = {name for name in self.named if name.split(".")[0] in families and name not in keys
                   and not name.endswith((".h", ".cc", ".service", ".conf", ".socket", ".toml"))}
        # Dotted words that are no keys: file names and units of the system.
        self.assertEqual(missing, set())

    def test_every_key_is_used(self):
        unused = {key for key in catalogue("en")
                  if key not in self.named and not key.startswith(self.prefixes or ("\0",))}
        self.assertEqual(unused, set())


if __name__ == "__main__":
    unittest.main()
