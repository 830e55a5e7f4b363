#!/usr/bin/python3
"""`minato audit` without targets, as root on a machine where a real sshd runs: the settings come
from `sshd -T` (also those that nobody wrote), and from the files where sshd does not tell them.

    MINATO=build/dev/minato tests/lab/local_audit_test.py -v
"""
import dataclasses
import json
import os
import pathlib
import select
import shutil
import time
import unittest

from lab import ROOT, Lab, as_root
import real_servers

MINATO = pathlib.Path(os.environ.get("MINATO", ROOT / "build/dev/minato"))
ASK = ("sh -c 'until ss -Hltn | grep -q :$ssh; do :; done; /etc/lab/minato audit --json;"
       " echo answered'")


def local_findings(lab, host, variant):
    """{check: finding} of the audit that runs beside sshd, in its own box."""
    server = real_servers.load("openssh")
    variant = dataclasses.replace(variant, run=variant.run + (ASK,),
                                  before=variant.before + ("chmod 755 /etc/lab/minato",))
    box = real_servers.start(lab, host, dataclasses.replace(server, weak=variant))
    deadline = time.monotonic() + 60
    while "answered" not in box.log():
        if box.exit_status() is not None or time.monotonic() > deadline:
            raise AssertionError(box.log())
        select.select([], [], [], 0.05)
    log = box.log()
    box.stop()
    seen = [json.loads(line) for line in log.splitlines() if line.startswith('{"type"')]
    return {finding["id"]: finding for one in seen if one.get("port") == 22
            for finding in one.get("findings", ())}


class LocalAudit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab("local"))
        cls.host = cls.lab.namespace("host")
        shutil.copy(MINATO, real_servers.keys(cls.lab) / "minato")
        cls.weak = real_servers.load("openssh").weak

    def test_settings_come_from_the_program_itself(self):
        findings = local_findings(self.lab, self.host, self.weak)
        root = findings["ssh.root-login"]
        self.assertEqual(root["status"], "missing")
        self.assertRegex(root["evidence"], r"^sshd -T \(/etc/ssh/sshd_config:\d+\): "
                                           "permitrootlogin yes$")
        # Nobody wrote this one: only the program can tell.
        self.assertEqual(findings["ssh.tries"]["evidence"], "sshd -T: maxauthtries 6")

    def test_files_are_read_where_the_program_does_not_tell(self):
        silent = dataclasses.replace(self.weak, run=(
            "sh -c 'mv /usr/sbin/sshd /usr/bin/sshd; exec /usr/bin/sshd -D -e'",))
        findings = local_findings(self.lab, self.host, silent)
        self.assertRegex(findings["ssh.root-login"]["evidence"],
                         r"^/etc/ssh/sshd_config:\d+: permitrootlogin yes$")


if __name__ == "__main__":
    as_root()
    unittest.main()
