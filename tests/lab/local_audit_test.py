#!/usr/bin/python3
"""`minato audit` without targets, as root on a machine where real servers run: the settings of sshd
come from `sshd -T` (also those that nobody wrote), and from the files where it does not tell them;
other servers' files give the line that decides, and who is trusted.

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
ASK = ("sh -c 'until ss -Hltn | grep -q :PORT; do :; done; /etc/lab/minato audit --json;"
       " echo answered'")


def local_findings(lab, host, server, variant):
    """{check: finding} of the audit that runs beside a server, in its own box."""
    port = server.endpoints[0].port
    variant = dataclasses.replace(variant, run=variant.run + (ASK.replace("PORT", str(port)),),
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
    return {finding["id"]: finding for one in seen if one.get("port") == port
            for finding in one.get("findings", ())}


class LocalAudit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab("local"))
        cls.host = cls.lab.namespace("host")
        shutil.copy(MINATO, real_servers.keys(cls.lab) / "minato")
        cls.server = real_servers.load("openssh")
        cls.weak = cls.server.weak

    def test_settings_come_from_the_program_itself(self):
        findings = local_findings(self.lab, self.host, self.server, self.weak)
        root = findings["ssh.root-login"]
        self.assertEqual(root["status"], "missing")
        self.assertRegex(root["evidence"], r"^sshd -T \(/etc/ssh/sshd_config:\d+\): "
                                           "permitrootlogin yes$")
        # Nobody wrote this one: only the program can tell.
        self.assertEqual(findings["ssh.tries"]["evidence"], "sshd -T: maxauthtries 6")

    def test_files_are_read_where_the_program_does_not_tell(self):
        silent = dataclasses.replace(self.weak, run=(
            "sh -c 'mv /usr/sbin/sshd /usr/bin/sshd; exec /usr/bin/sshd -D -e'",))
        findings = local_findings(self.lab, self.host, self.server, silent)
        self.assertRegex(findings["ssh.root-login"]["evidence"],
                         r"^/etc/ssh/sshd_config:\d+: permitrootlogin yes$")

    def test_the_line_that_decides_is_named(self):
        server = real_servers.load("vsftpd")
        findings = local_findings(self.lab, self.host, server, server.weak)
        self.assertRegex(findings["ftp.anonymous"]["evidence"],
                         r"· /etc/vsftpd\.conf:\d+: anonymous_enable=YES$")

    def test_one_conversation_does_not_see_everybody_who_is_trusted(self):
        server = real_servers.load("postgresql")
        weak = dataclasses.replace(server.weak, files={
            **server.weak.files,
            "/etc/pg_hba_lab.conf": "host all backup 192.0.2.0/24 trust\n"
                                    "host all all 0.0.0.0/0 scram-sha-256\n",
            "/etc/postgresql/15/main/pg_hba.conf": "host all backup 192.0.2.0/24 trust\n"})
        found = local_findings(self.lab, self.host, server, weak)["postgresql.authentication"]
        self.assertEqual(found["status"], "missing")
        self.assertEqual(found["evidence"], "/etc/postgresql/15/main/pg_hba.conf:1: "
                                            "host all backup 192.0.2.0/24 trust")


if __name__ == "__main__":
    as_root()
    unittest.main()
