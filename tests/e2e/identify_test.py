"""minato identify: names services, drafts fingerprints of unknown ones, and tells what is wrong with the user's own."""
import contextlib
import json
import pathlib
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from program import BINARY, minato, observations

GREETING = b"HELLO FrobServer/3.1.4 on frob.corp.example (10.1.2.3) id 9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c\r\n"


@contextlib.contextmanager
def greeter(greeting):
    """A server that greets everybody and understands nothing; yields its port."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        def serve():
            with contextlib.suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    threading.Thread(target=talk, args=(client,), daemon=True).start()

        def talk(client):
            with client, contextlib.suppress(OSError):
                client.sendall(greeting)
                while client.recv(4096):
                    client.sendall(b"ERR 42 unknown command\r\n")

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)


class Identify(unittest.TestCase):
    def test_a_service_is_named_as_in_a_scan(self):
        with greeter(b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n") as port:
            done = minato("identify", f"127.0.0.1:{port}", "--json")
            self.assertEqual(done.returncode, 0, done.stderr)
            service = observations(done)[0]["service"]
            self.assertEqual((service["name"], service["product"], service["version"]), ("ssh", "OpenSSH", "9.2p1"))
            scanned = observations(minato("scan", "127.0.0.1", "-sT", "-sV", "-p", str(port), "--json"))[0]["service"]
            self.assertEqual(scanned, service)

    def test_services_are_told_while_the_scan_still_runs(self):
        """Ten servers among 400 ports at 100 packets a second: four seconds, and the first names come before."""
        with contextlib.ExitStack() as servers:
            ports = [servers.enter_context(greeter(b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n"))
                     for _ in range(10)]
            closed = f"{min(ports) - 400}-{min(ports) - 1}"
            asked = ",".join(map(str, ports)) + "," + closed
            running = servers.enter_context(subprocess.Popen(
                [BINARY, "scan", "127.0.0.1", "-sT", "-sV", "-n", "--json", "--rate", "100", "-p", asked],
                stdout=subprocess.PIPE, text=True))
            begun = time.monotonic()
            named = {}
            for line in running.stdout:
                found = json.loads(line)
                if found["type"] == "observation" and found.get("service"):
                    named[found["port"]] = time.monotonic() - begun
            took = time.monotonic() - begun
            self.assertEqual(running.wait(), 0)
            self.assertLess(min(named.values()), took / 2, (named, took))
            self.assertEqual(set(named), set(ports))

    def test_what_nobody_knows_becomes_a_fingerprint_that_is_loaded(self):
        with greeter(GREETING) as port, tempfile.TemporaryDirectory() as folder:
            self.assertEqual(minato("identify", f"127.0.0.1:{port}").returncode, 1)
            draft = minato("identify", f"127.0.0.1:{port}", "--learn").stdout
            for secret in ("127.0.0.1", "10.1.2.3", "frob.corp", "9f8a7b6c"):
                self.assertNotIn(secret, draft)
            mine = draft.replace("FILL IN", "FrobServer").replace("fill-in", "frob")
            (pathlib.Path(folder) / "mine.toml").write_text(mine, encoding="utf-8")
            for words in (("identify", f"127.0.0.1:{port}"), ("scan", "127.0.0.1", "-sT", "-sV", "-p", str(port))):
                service = observations(minato(*words, "--fingerprints", folder, "--json"))[0]["service"]
                self.assertEqual((service["name"], service["product"], service["version"]),
                                 ("frob", "FrobServer", "3.1.4"))

    def test_a_broken_fingerprint_is_told_with_file_line_and_reason(self):
        good = 'service = "x"\nfact = "greeting"\n\n[[fingerprint]]\nproduct = "P"\nexamples = [["a"]]\n'
        broken = {"pattern = '(('\n": (4, "parenthes"), "pattern = 3\n": (7, "pattern"),
                  "pattern = 'a'\ncolour = 'red'\n": (8, "colour"), "pattern = 'b\n": (7, "")}
        for tail, (line, reason) in broken.items():
            with tempfile.TemporaryDirectory() as folder:
                (pathlib.Path(folder) / "mine.toml").write_text(good + tail, encoding="utf-8")
                for words in (("identify", "127.0.0.1:1"), ("scan", "127.0.0.1", "-sT", "-sV", "-p1")):
                    done = minato(*words, "--fingerprints", folder)
                    self.assertEqual(done.returncode, 2, tail)
                    self.assertRegex(done.stderr, rf"mine\.toml(:|, line ){line}\b")
                    self.assertIn(reason, done.stderr)

    def test_a_folder_that_is_missing_or_empty_is_told(self):
        self.assertEqual(minato("identify", "127.0.0.1:1", "--fingerprints", "/nowhere/at/all").returncode, 4)
        with tempfile.TemporaryDirectory() as folder:
            done = minato("identify", "127.0.0.1:1", "--fingerprints", folder)
            self.assertEqual(done.returncode, 2)
            self.assertIn(folder, done.stderr)

    def test_recogs_files_are_read_and_what_is_left_out_is_told(self):
        recog = """<fingerprints matches="ssh.banner"><fingerprint pattern="^FrobShell_([\\d.]+)$">
            <example service.version="1.5">FrobShell_1.5</example><param pos="0" name="service.product" value="FrobShell"/>
            <param pos="1" name="service.version"/></fingerprint></fingerprints>"""
        other = '<fingerprints matches="apache_os"><fingerprint pattern="a"/><fingerprint pattern="b"/></fingerprints>'
        with greeter(b"SSH-2.0-FrobShell_1.5\r\n") as port, tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "ssh.xml"
            file.write_text(recog, encoding="utf-8")
            (pathlib.Path(folder) / "apache.xml").write_text(other, encoding="utf-8")
            for path, told in ((folder, "2 about answers that minato does not get (apache_os)"), (str(file), "")):
                done = minato("identify", f"127.0.0.1:{port}", "--fingerprints", path, "--json")
                service = observations(done)[0]["service"]
                self.assertEqual((service["product"], service["version"]), ("FrobShell", "1.5"))
                self.assertIn(told, done.stderr)
            file.write_text(recog.replace("</fingerprint>", ""), encoding="utf-8")
            done = minato("identify", f"127.0.0.1:{port}", "--fingerprints", str(file))
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, r"ssh\.xml, line \d+: ")

    def test_an_example_of_the_users_own_that_does_not_match_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "mine.toml").write_text(
                '[[fingerprint]]\nservice = "x"\nfact = "greeting"\nproduct = "P"\npattern = "^a"\n'
                'examples = [["b"]]\n', encoding="utf-8")
            done = minato("identify", "127.0.0.1:1", "--fingerprints", folder)
            self.assertEqual(done.returncode, 2)
            self.assertIn("mine.toml:1", done.stderr)

    def test_a_closed_port_is_nobody(self):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            port = listening.getsockname()[1]
        done = minato("identify", f"127.0.0.1:{port}")
        self.assertEqual(done.returncode, 1)
        self.assertNotIn("unknown", done.stdout)


if __name__ == "__main__":
    unittest.main()
