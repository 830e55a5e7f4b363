#!/usr/bin/python3
"""`minato scan -A` against real servers: certificate, host keys, title, system, held against ssh-keyscan, ssh-keygen and openssl. MINATO names the binary."""
import json
import os
import pathlib
import subprocess
import sys
import unittest
import xml.etree.ElementTree

import lab as lab_module
import real_servers
from lab import Lab

MINATO = pathlib.Path(os.environ.get("MINATO", lab_module.ROOT / "build/dev/minato"))
ADDRESS = "10.9.0.2"


class Details(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab("details")
        cls.lab.__enter__()
        cls.addClassCleanup(cls.lab.__exit__, None, None, None)
        cls.scanner, cls.far = cls.lab.namespace("scanner"), cls.lab.namespace("far")
        cls.lab.cable(cls.scanner, cls.far)
        cls.scanner.address("eth0", "10.9.0.1/24")
        cls.far.address("eth0", f"{ADDRESS}/24")
        for name in ("openssh", "nginx", "postfix"):
            real_servers.start(cls.lab, cls.far, real_servers.load(name), "hardened")

    def scan(self, *words):
        return self.scanner.run(MINATO, "scan", ADDRESS, "-n", "-p22,25,443", *words, "--lang", "en").stdout

    def rows(self, *words):
        rows = [json.loads(line) for line in self.scan(*words, "--json").splitlines()]
        return {row["port"]: row for row in rows if row["type"] == "observation"}, rows

    def test_host_keys_are_those_that_ssh_keygen_prints(self):
        keys = self.scanner.run("ssh-keyscan", ADDRESS).stdout
        printed = subprocess.run(["ssh-keygen", "-l", "-f", "-"], input=keys, capture_output=True, text=True,
                                 check=True).stdout
        expected = {" ".join(line.split()[:2]) for line in printed.splitlines()}
        ports, _ = self.rows("-A")
        told = {value for key, value in ports[22]["service"]["details"].items() if key.startswith("host-key-")}
        self.assertEqual(told, expected)
        self.assertGreaterEqual(len(told), 2)

    def test_certificates_are_those_that_openssl_shows_also_behind_starttls(self):
        ports, _ = self.rows("-A")
        for port, starttls in ((443, []), (25, ["-starttls", "smtp"])):
            shown = self.scanner.run("openssl", "s_client", "-connect", f"{ADDRESS}:{port}", *starttls,
                                     check=False).stdout
            pem = shown[shown.index("-----BEGIN"):shown.index("-----END CERTIFICATE-----") + 26]
            print_of = subprocess.run(["openssl", "x509", "-noout", "-sha256", "-fingerprint"], input=pem,
                                      capture_output=True, text=True, check=True).stdout
            details = ports[port]["service"]["details"]
            self.assertEqual(details["certificate-sha256"], print_of.split("=")[1].strip())
            self.assertEqual(details["certificate-subject"], "lab.test")
            self.assertIn("lab.test", details["certificate-names"])
        self.assertEqual(ports[443]["service"]["details"]["title"], "Pier")

    def test_the_system_is_guessed_from_packets_of_our_own_only(self):
        _, rows = self.rows("-A")
        system = next(row for row in rows if row["type"] == "host")["os"]
        self.assertEqual(system["family"], "Linux")
        self.assertLess(system["confidence"], 100)
        _, rows = self.rows("-A", "-sT")
        self.assertNotIn("os", next(row for row in rows if row["type"] == "host"))

    def test_xml_carries_it_in_elements_that_readers_know(self):
        root = xml.etree.ElementTree.fromstring(self.scan("-A", "-oX", "-"))
        self.assertIn("Linux", root.find("host/os/osmatch").get("name"))
        self.assertIn("SHA256:", root.find("host/ports/port[@portid='22']/service").get("extrainfo"))

    def test_without_the_option_nothing_more_is_asked_or_told(self):
        ports, rows = self.rows("-sV")
        for row in ports.values():
            self.assertFalse([key for key in row["service"].get("details", {})
                              if key.startswith(("certificate-", "host-key-"))])
        self.assertNotIn("os", next(row for row in rows if row["type"] == "host"))


if __name__ == "__main__":
    lab_module.as_root()
    sys.exit(unittest.main())
