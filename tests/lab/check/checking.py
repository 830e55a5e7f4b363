"""A lab's test of `minato check`: the command inside of a namespace, and the causes that it names."""
import json
import os
import pathlib
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
MINATO = os.environ.get("MINATO", str(HERE.parents[2] / "build/dev/minato"))
VALIDATE = HERE.parents[1] / "schema/validate.py"
SERVER = "10.8.2.2"
# The files of the system's resolver are those of the test, for this one command.
INSIDE = 'mount --bind "$1" /etc/resolv.conf && mount --bind "$2" /etc/hosts && shift 2 && exec "$@"'


class Checking(unittest.TestCase):
    """Of the class: lab, client (where it runs by default), hosts (the file), pki."""

    lab = client = hosts = pki = None

    def check(self, *words, dns=SERVER, space=None, before=()):
        """before: a command that runs the command, as with fewer rights."""
        resolv = self.lab.folder / "resolv.conf"
        resolv.write_text(f"nameserver {dns}\noptions timeout:1 attempts:1\n" if dns else "", encoding="ascii")
        command = ["unshare", "-m", "sh", "-c", INSIDE, "sh", resolv, self.hosts, *before, MINATO, "check", "--json",
                   "--timeout", "2", "--ca", self.pki.root, *words]
        done = (space or self.client).run(*command, check=False)
        valid = subprocess.run([sys.executable, VALIDATE, "--quiet"], input=done.stdout.encode(),
                               capture_output=True, check=False)
        self.assertEqual(valid.returncode, 0, valid.stdout.decode() + done.stderr)
        return done, [json.loads(line) for line in done.stdout.splitlines()]

    def causes(self, *targets, **options):
        """{target: (stage, cause)} of those that failed, {target: None} of the others."""
        _, lines = self.check(*targets, **options)
        found = {}
        for line in lines:
            if line["type"] == "stage":
                found.setdefault(line["target"], None)
                if line["outcome"] == "failed":
                    found[line["target"]] = (line["stage"], line["cause"])
        return found

    def expect(self, stage, expected, **options):
        found = self.causes(*expected, **options)
        for target, cause in expected.items():
            with self.subTest(target=target):
                self.assertEqual(found[target], cause and (stage, cause))

    def evidence(self, target, **options):
        """The cause of the stage that failed, and its evidence in words."""
        _, lines = self.check(target, **options)
        failed = [line for line in lines if line.get("outcome") == "failed"]
        self.assertEqual(len(failed), 1, lines)
        return failed[0]["cause"], failed[0]["evidence"]
