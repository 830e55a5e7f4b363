"""The frame around every command: help, versions, languages, and what bad input gets."""
import subprocess
import unittest

import program
from program import minato


class Help(unittest.TestCase):
    def test_names_every_command_in_both_languages(self):
        for lang in ("en", "ja"):
            done = minato("--help", lang=lang)
            self.assertEqual(done.returncode, 0)
            for command in ("report", "explain", "ls", "free", "kill"):
                self.assertIn(f"minato {command}", done.stdout)

    def test_of_a_command_shows_its_options_and_examples(self):
        for words in (("ls", "--help"), ("help", "ls"), ("--help", "ls")):
            done = minato(*words)
            self.assertEqual(done.returncode, 0, words)
            self.assertIn("--netns", done.stdout, words)
            self.assertIn("minato ls :443", done.stdout, words)

    def test_the_version_is_one_line(self):
        self.assertRegex(minato("--version").stdout, r"^minato \d+\.\d+\.\d+\n$")

    def test_the_locale_chooses_the_language(self):
        self.assertIn("使い方", minato("--help", lang=None, LC_ALL="ja_JP.UTF-8").stdout)
        self.assertIn("Usage", minato("--help", lang=None, LC_ALL="C.UTF-8").stdout)

    def test_generates_completions_and_a_man_page_that_scdoc_takes(self):
        for shell in ("bash", "zsh", "fish"):
            self.assertIn("--netns" if shell != "fish" else "-l netns", minato("generate", shell).stdout)
        for lang in ("en", "ja"):
            page = minato("generate", "man", lang=lang).stdout
            roff = subprocess.run(["scdoc"], input=page, capture_output=True, text=True, check=True).stdout
            self.assertIn("--dry-run", roff.replace("\\-", "-"))

    def test_bash_takes_the_completions(self):
        script = minato("generate", "bash").stdout
        asked = script + "\nCOMP_WORDS=(minato ls --ne); COMP_CWORD=2; _minato; echo ${COMPREPLY[@]}"
        done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout.strip(), "--netns")


class BadInput(unittest.TestCase):
    CASES = [
        # (words, the marked part, the suggestion or None)
        (("explian", "443"), "explian", "explain"),
        (("ls", "--tre"), "--tre", "--tree"),
        (("ls", ":70000"), "70000", None),
        (("ls", ":90-80"), "90-80", "80-90"),
        (("ls", "10.0.0.0/33"), "33", None),
        (("free", "many"), "many", None),
        (("free", "--range", "5000-4000"), "5000-4000", "4000-5000"),
        (("kill", ":htps"), "htps", "https"),
        (("kill", ":3000", ":3001"), ":3001", None),
        (("explain", "443/tpc"), "tpc", "tcp"),
        (("explain", "99999"), "99999", None),
        (("ls", "--lang=xx"), "xx", None),
        (("ls", "--color", "alway"), "alway", "always"),
        (("ls", "--width", "9"), "9", None),
        (("generate", "bish"), "bish", "bash"),
    ]

    def test_is_marked_with_a_caret_and_exits_2(self):
        for words, marked, suggestion in self.CASES:
            # The last --lang counts, so a wrong one must be the only one.
            done = minato(*words, lang=None if words[-1].startswith("--lang") else "en")
            self.assertEqual(done.returncode, 2, (words, done.stderr))
            self.assertEqual(done.stdout, "", words)
            lines = done.stderr.splitlines()
            carets = [i for i, line in enumerate(lines) if line.strip().startswith("^")]
            self.assertEqual(len(carets), 1, (words, done.stderr))
            start = lines[carets[0]].index("^")
            under = lines[carets[0] - 1][start:start + lines[carets[0]].count("~") + 1]
            self.assertEqual(under, marked, (words, done.stderr))
            if suggestion:
                self.assertIn(suggestion, lines[-1], words)

    def test_reads_in_japanese_too(self):
        done = minato("ls", ":70000", lang="ja")
        self.assertIn("ポート番号ではありません", done.stderr)

    def test_missing_words_and_values_exit_2(self):
        for words in (("kill",), ("explain",), ("generate",), ("free", "--range"), ("free", "0"), ("kill", ":")):
            self.assertEqual(minato(*words).returncode, 2, words)

    def test_escape_sequences_in_words_are_shown_not_obeyed(self):
        done = minato("\x1b[2J")
        self.assertEqual(done.returncode, 2)
        self.assertNotIn("\x1b", done.stderr)
        self.assertIn("\\x1b[2J", done.stderr)


class Pipes(unittest.TestCase):
    def test_a_reader_that_goes_away_is_no_error(self):
        shell = f"{program.BINARY} explain http* --json | head -n 1; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout.splitlines()[-1], "0", done.stderr)

    def test_a_full_disk_is_told(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([program.BINARY, "explain", "443"], stdout=full, stderr=subprocess.PIPE,
                                  text=True, check=False)
        self.assertEqual(done.returncode, 4)
        self.assertIn("No space left", done.stderr)

    def test_a_pipe_gets_no_colours_unless_it_asks(self):
        self.assertNotIn("\x1b", minato("explain", "443").stdout)
        self.assertIn("\x1b", minato("explain", "443", "--color", "always").stdout)
        self.assertNotIn("\x1b", minato("explain", "443", NO_COLOR="1").stdout)


if __name__ == "__main__":
    unittest.main()
