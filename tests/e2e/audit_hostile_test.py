"""minato audit against servers that mean harm or are broken: it ends, tells, and never crashes."""
import contextlib
import json
import os
import random
import socket
import subprocess
import threading
import unittest

from program import BINARY


def endless(client):
    while True:
        client.sendall(b"220 " + b"x" * 65536)


def drip(client):
    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 10000:
        client.sendall(bytes([byte]))
        if client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b"":
            return
        threading.Event().wait(0.2)


def garbage(client):
    client.sendall(random.Random(7).randbytes(200_000))


def close(_client):
    return


def silent(client):
    while client.recv(4096):
        pass


def echo(client):
    while data := client.recv(4096):
        client.sendall(data)


def headers(client):
    client.recv(4096)
    client.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        client.sendall(b"X-Long: " + b"z" * 65536 + b"\r\n")


def escapes(client):
    client.sendall("SSH-2.0-\x1b[2J\x1b]0;owned\x07\u202eevil\r\n".encode())
    client.recv(4096)


def redirects(client):
    client.recv(4096)
    client.sendall(b"HTTP/1.1 301 x\r\nLocation: https://127.0.0.1/\r\nContent-Length: 0\r\n\r\n")


def huge_tls(client):
    client.recv(4096)
    client.sendall(b"\x16\x03\x03\xff\xff" + b"\x02\xff\xff\xff" + b"a" * 65535)


def bad_kexinit(client):
    client.sendall(b"SSH-2.0-x\r\n" + b"\x00\x00\x7f\xff\x04\x14" + b"\xff" * 0x8000)
    client.recv(4096)


BEHAVIOURS = (endless, drip, garbage, close, silent, echo, headers, escapes, redirects, huge_tls,
              bad_kexinit)


class Hostile:
    """Listens on a port of loopback; every visitor gets the same treatment."""

    def __init__(self, behaviour):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self._behaviour = behaviour
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.socket.accept()
                threading.Thread(target=self._treat, args=(client,), daemon=True).start()

    def _treat(self, client):
        with client, contextlib.suppress(OSError):
            self._behaviour(client)

    def stop(self):
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


class AuditOfHostileServers(unittest.TestCase):
    def audit(self, *words):
        return subprocess.run([BINARY, "audit", "127.0.0.1", *words], capture_output=True,
                              timeout=200, check=False, env=os.environ | {"LC_ALL": "C.UTF-8"})

    def test_it_ends_and_tells_whatever_the_servers_do(self):
        servers = [Hostile(behaviour) for behaviour in BEHAVIOURS]
        self.addCleanup(lambda: [server.stop() for server in servers])
        ports = ",".join(str(server.port) for server in servers)
        done = self.audit("-p", ports, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(lines[-1]["type"], "summary")
        seen = {line["port"] for line in lines if line["type"] == "observation"}
        self.assertEqual(seen, {server.port for server in servers})

    def test_nothing_of_a_banner_reaches_the_terminal_raw(self):
        server = Hostile(escapes)
        self.addCleanup(server.stop)
        done = self.audit("-p", str(server.port), "-vv", "--color", "never")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(b"\x1b", done.stdout)
        self.assertNotIn("\u202e".encode(), done.stdout)

    def test_a_wrong_command_line_is_told_with_the_wrong_word(self):
        for words, wrong in ((("--only", "ssh.nothing"), b"ssh.nothing"),
                             (("--fail-on", "extreme"), b"extreme"), (("-p", "99999"), b"99999")):
            done = self.audit(*words)
            self.assertEqual(done.returncode, 2)
            self.assertIn(wrong, done.stderr)


if __name__ == "__main__":
    unittest.main()
