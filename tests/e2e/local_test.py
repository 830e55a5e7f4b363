"""ls, free, kill, explain and report on sockets that the test itself made."""
import json
import os
import socket
import subprocess
import unittest

import program
from program import listener, minato, ndjson, observations, server, wait_until


class Ls(unittest.TestCase):
    def test_names_the_process_behind_a_listening_port(self):
        with server() as (process, port):
            found = observations(minato("ls", f":{port}", "--json"))
            self.assertEqual(len(found), 1)
            row = found[0]
            self.assertEqual((row["address"], row["port"], row["transport"], row["state"]),
                             ("127.0.0.1", port, "tcp", "listen"))
            self.assertEqual(row["process"]["pid"], process.pid)
            self.assertEqual(row["exposure"], "loopback")
            self.assertIn("127.0.0.1", row["exposure_reason"])

    def test_shows_both_ends_of_a_connection(self):
        with server() as (_, port), socket.create_connection(("127.0.0.1", port)) as client:
            own = client.getsockname()[1]
            done = minato("ls", f":{port}", "established", "--json")
            ends = {(row["port"], row["process"]["pid"]) for row in observations(done)}
            self.assertIn((own, os.getpid()), ends, "the client's ephemeral port")
            self.assertEqual({p for p, _ in ends}, {own, port})

    def test_shows_a_dual_stack_socket_once(self):
        with listener(socket.AF_INET6, address="::", v6only=False) as port:
            done = minato("ls", f":{port}", "--json")
            self.assertEqual(len(observations(done)), 1)
        with listener(socket.AF_INET6, address="::", v6only=True) as port, \
                listener(address="0.0.0.0", port=port):
            self.assertEqual(len(observations(minato("ls", f":{port}", "--json"))), 2)

    def test_shows_udp_sockets_as_bound(self):
        with listener(kind=socket.SOCK_DGRAM) as port:
            row, = observations(minato("ls", f":{port}", "udp", "--json"))
            self.assertEqual((row["transport"], row["state"]), ("udp", "bound"))

    def test_lists_every_process_that_shares_a_socket(self):
        with socket.socket() as shared:
            shared.bind(("127.0.0.1", 0))
            shared.listen(1)
            shared.set_inheritable(True)
            child = subprocess.Popen(["sleep", "60"], close_fds=False)
            try:
                port = shared.getsockname()[1]
                row, = observations(minato("ls", f":{port}", "--json"))
                pids = {row["process"]["pid"]} | {p["pid"] for p in row.get("processes", [])}
                self.assertEqual(pids, {os.getpid(), child.pid})
            finally:
                child.kill()
                child.wait()

    def test_nothing_found_exits_1_and_says_so(self):
        done = minato("ls", "no-such-program-here")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no-such-program-here", done.stderr)

    def test_a_misspelt_filter_word_gets_a_suggestion(self):
        done = minato("ls", "establishd")
        self.assertIn("established", done.stderr)

    def test_counts_every_socket_that_ss_counts(self):
        # In a namespace of its own nothing else changes between the two looks.
        script = """
import json, os, socket, subprocess, sys
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
held = []
l = socket.socket(); l.bind(("127.0.0.1", 0)); l.listen(50); held.append(l)
for i in range(50):
    c = socket.create_connection(l.getsockname()); held += [c, l.accept()[0]]
for i in range(5):
    held.pop().close()
for i in range(10):
    u = socket.socket(socket.AF_INET6 if i % 2 else socket.AF_INET, socket.SOCK_DGRAM); u.bind(("", 0)); held.append(u)
ss = subprocess.run(["ss", "-Htuan"], capture_output=True, text=True, check=True).stdout.count("\\n")
out = subprocess.run([sys.argv[1], "ls", "--all", "--json"], capture_output=True, text=True, check=True).stdout
mine = sum(json.loads(line)["type"] == "observation" for line in out.splitlines())
print(ss, mine)
"""
        done = subprocess.run(["unshare", "-rn", "/usr/bin/python3", "-c", script, program.BINARY],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        theirs, ours = map(int, done.stdout.split())
        self.assertGreater(theirs, 100)
        self.assertEqual(ours, theirs)

    def test_hostile_process_names_are_escaped_on_the_terminal_and_valid_in_json(self):
        code = ("import ctypes,socket,sys;ctypes.CDLL(None).prctl(15,b'\\x1b[31mX\\xff',0,0,0);"
                "s=socket.socket();s.bind(('127.0.0.1',0));s.listen(1);print(s.getsockname()[1],flush=True);sys.stdin.read()")
        with subprocess.Popen(["/usr/bin/python3", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True) as process:
            port = int(process.stdout.readline())
            shown = minato("ls", f":{port}", "--color", "never")
            self.assertNotIn("\x1b", shown.stdout)
            self.assertIn("\\x1b[31mX", shown.stdout)
            row, = observations(minato("ls", f":{port}", "--json"))
            self.assertIn("X", row["process"]["name"])
            process.stdin.close()


class Free(unittest.TestCase):
    def test_offers_ports_that_can_really_be_bound(self):
        done = minato("free", "3")
        self.assertEqual(done.returncode, 0)
        ports = [int(line) for line in done.stdout.split()]
        self.assertEqual(len(set(ports)), 3)
        for port in ports:
            with listener(port=port):
                pass

    def test_stays_in_the_range(self):
        done = minato("free", "2", "--range", "20000-20009")
        self.assertTrue(all(20000 <= int(line) <= 20009 for line in done.stdout.split()))

    def test_names_the_holder_of_a_taken_port_and_exits_1(self):
        with server() as (process, port):
            done = minato("free", f":{port}")
            self.assertEqual(done.returncode, 1)
            self.assertIn(str(process.pid), done.stdout)
        self.assertEqual(minato("free", f":{port}").returncode, 0)

    def test_a_range_that_is_used_up_exits_1(self):
        with listener() as port:
            done = minato("free", "--range", f"{port}-{port}")
            self.assertEqual((done.returncode, done.stdout), (1, ""))


class Kill(unittest.TestCase):
    def test_ends_the_listener_and_never_its_client(self):
        with server() as (process, port), socket.create_connection(("127.0.0.1", port)):
            done = minato("kill", f":{port}", "--yes")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(wait_until(lambda: process.poll() is not None))
            self.assertEqual(process.returncode, -15)

    def test_sends_sigkill_after_the_grace(self):
        with server(0, "stubborn") as (process, port):
            done = minato("kill", f":{port}", "--yes", "--grace", "1")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(wait_until(lambda: process.poll() is not None))
            self.assertEqual(process.returncode, -9)

    def test_a_dry_run_ends_nobody(self):
        with server() as (process, port):
            done = minato("kill", f":{port}", "--dry-run")
            self.assertEqual(done.returncode, 0)
            self.assertIn(str(process.pid), done.stdout)
            self.assertIsNone(process.poll())

    def test_without_a_terminal_it_does_not_end_anybody_unasked(self):
        with server() as (process, port):
            done = minato("kill", f":{port}", stdin="")
            self.assertNotEqual(done.returncode, 0)
            self.assertIsNone(process.poll())

    def test_refuses_its_own_parents(self):
        with listener() as port:
            done = minato("kill", f":{port}", "--yes")
            self.assertNotEqual(done.returncode, 0)

    def test_a_port_without_a_listener_exits_1(self):
        with listener() as port:
            pass
        self.assertEqual(minato("kill", f":{port}", "--yes").returncode, 1)


class Explain(unittest.TestCase):
    def test_tells_what_a_port_is_in_both_languages(self):
        english = minato("explain", "443").stdout
        self.assertIn("HTTPS", english)
        self.assertIn("1023", english)
        self.assertIn("暗号化", minato("explain", "443", lang="ja").stdout)

    def test_understands_ranges_names_and_words(self):
        self.assertIn("6000", minato("explain", "6000-6063/tcp").stdout)
        self.assertIn("443", minato("explain", "https").stdout)
        self.assertIn("3389", minato("explain", "remote", "desktop").stdout)
        self.assertIn("445", minato("explain", "smb").stdout)

    def test_shows_what_is_here_now(self):
        with server() as (process, port):
            self.assertIn(str(process.pid), minato("explain", str(port)).stdout)
            thing = next(t for t in ndjson(minato("explain", str(port), "--json")) if t["type"] == "port")
            self.assertEqual(thing["here"][0]["process"]["pid"], process.pid)

    def test_writes_a_picture_that_stands_alone(self):
        path = os.path.join(self.enterContext(__import__("tempfile").TemporaryDirectory()), "smb.svg")
        self.assertEqual(minato("explain", "smb", "--svg", path).returncode, 0)
        with open(path, encoding="utf-8") as file:
            svg = file.read()
        self.assertTrue(svg.startswith("<svg") or svg.startswith("<?xml"))
        self.assertIn("prefers-color-scheme", svg)

    def test_words_that_match_nothing_exit_1(self):
        self.assertEqual(minato("explain", "qqqqqqqqqq").returncode, 1)


class Report(unittest.TestCase):
    def test_names_the_ports_and_the_next_commands(self):
        with server() as (process, port):
            done = minato("report")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(str(port), done.stdout)
            self.assertIn("minato explain", done.stdout)

    def test_json_ends_with_a_summary(self):
        things = ndjson(minato("--json"))
        self.assertEqual(things[-1]["type"], "summary")


class Schema(unittest.TestCase):
    def test_every_output_follows_its_schema(self):
        validate = program.ROOT / "tests/schema/validate.py"
        with server() as (_, port), socket.create_connection(("127.0.0.1", port)):
            for words in (("--json",), ("ls", "--all", "--json"), ("explain", "443", "--json"),
                          ("explain", "6000-6063", "--json"), ("explain", "database", "--json"),
                          ("free", "2", "--json"), ("free", f":{port}", "--json"),
                          ("kill", f":{port}", "--dry-run", "--json")):
                out = minato(*words).stdout
                done = subprocess.run(["/usr/bin/python3", str(validate)], input=out, capture_output=True,
                                      text=True, check=False)
                self.assertEqual(done.returncode, 0, (words, done.stderr, done.stdout))
                self.assertEqual(json.loads(out.splitlines()[-1])["type"], "summary", words)


if __name__ == "__main__":
    unittest.main()
