"""ls --watch in a real terminal (tmux): keys, live changes, details, ending, and a clean way out."""
import os
import re
import signal
import socket
import unicodedata
import unittest

import program
from program import listener, minato, server, wait_until
from terminal import terminal


def width(text):
    """Columns of a terminal."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in text)


class Screen(unittest.TestCase):
    def test_shows_the_doors_and_what_comes_and_goes(self):
        with terminal() as tty:
            with server() as (process, first):
                tty.start("ls --watch --lang en")
                tty.expect(rf"{first}/tcp .* \({process.pid}\)")  # a long name may be cut, the PID not
                with listener() as second:
                    tty.expect(rf"^\+ +{second}/tcp")
                    tty.expect(rf"^  +{second}/tcp")
                tty.expect(rf"^- +{second}/tcp")
                tty.expect_not(rf"{second}/tcp")
            tty.type("q")
            tty.expect_shell(0)

    def test_columns_stand_below_each_other_in_japanese(self):
        with server() as (_, port), terminal(100, 24) as tty:
            tty.start("ls --watch --lang ja")
            tty.expect(rf"{port}/tcp")
            heading, row = tty.lines()[1], next(l for l in tty.lines() if f"{port}/tcp" in l)
            self.assertEqual(width(heading[:heading.index("アドレス")]), width(row[:row.index("127.0.0.1")]))
            self.assertEqual(width(heading[:heading.index("プロセス")]), width(row[:row.index("python3")]))
            self.assertEqual(width(heading[:heading.index("到達範囲")]), width(row[:row.index("このマシン")]))

    def test_filters_while_one_types_and_says_what_is_wrong(self):
        with server() as (_, port), listener() as other, terminal() as tty:
            tty.start("ls --watch --lang en")
            tty.expect(rf"{other}/tcp")
            tty.type(f"/:{port}")
            tty.expect_not(rf"{other}/tcp")
            tty.expect(rf"{port}/tcp|127.0.0.1:{port}")
            tty.type(" :htps")
            tty.expect("did you mean: https")
            tty.press("C-w")
            tty.expect_not("did you mean")
            tty.press("Enter")
            tty.expect_not("done")
            tty.press("Escape")
            tty.expect(rf"{other}/tcp")

    def test_shows_all_states_and_sorts(self):
        with server() as (_, port), socket.create_connection(("127.0.0.1", port)) as client, terminal(120, 40) as tty:
            own = client.getsockname()[1]
            tty.start(f"ls --watch --lang en :{port}")
            tty.expect(rf"established +127.0.0.1:{own} +127.0.0.1:{port} .*\({os.getpid()}\)")
            tty.expect("Local▲")
            tty.type("S")
            tty.expect("Local▼")
            tty.type("s")
            tty.expect("Remote▲")
            tty.type("a")
            tty.expect_not("established")

    def test_explains_one_socket_and_follows_it_to_its_end(self):
        with terminal(100, 50) as tty:
            with server() as (process, port):
                tty.start(f"ls --watch --lang en :{port}")
                tty.expect(rf"\({process.pid}\)")
                tty.press("Enter")
                tty.expect(rf"Process +python3 \({process.pid}\)")
                tty.expect(rf"python3\s+\({os.getpid()}\)\s+→\s+python3\s+\({process.pid}\)")
                tty.expect("Reached from +this machine only")
                tty.expect("Danger")
                tty.expect("What the port is for")
            tty.expect("This socket is gone")
            tty.press("Escape")
            tty.type("q")
            tty.expect_shell(0)

    def test_pauses(self):
        with terminal() as paused, terminal() as running, server() as (_, first):
            for tty in (paused, running):
                tty.start("ls --watch --lang en")
                tty.expect(rf"{first}/tcp")
            paused.type("p")
            paused.expect("PAUSED")
            with listener() as second:
                running.expect(rf"^  +{second}/tcp")  # two looks later
                self.assertNotIn(f"{second}/tcp", paused.screen())
                paused.type("p")
                paused.expect(rf"{second}/tcp")

    def test_has_help(self):
        with terminal() as tty:
            tty.start("ls --watch --lang en")
            tty.type("?")
            tty.expect("─ Keys ─")
            tty.type("x")
            tty.expect_not("─ Keys ─")


    def test_fits_every_size(self):
        with server() as (_, port), terminal() as tty:
            tty.start(f"ls --watch --lang ja :{port}")
            tty.expect("1 秒ごと")
            for columns, rows in ((40, 10), (20, 5), (200, 60), (10, 3), (2, 2), (80, 24)):
                tty.resize(columns, rows)
                if columns >= 40:
                    tty.expect(r"tcp +listen|/tcp")
                tty.type("ad")  # with the pane and back
                tty.press("Escape")
            tty.expect(rf"127\.0\.0\.1")
            self.assertEqual(len(tty.lines()), 25)
            tty.type("q")
            tty.expect_shell(0)

    def test_colours_are_the_readers_choice(self):
        for settings, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
            with server() as (_, port), terminal() as tty:
                tty.start("ls --watch --lang en", **settings)
                tty.expect(rf"{port}/tcp")
                colours = re.findall(r"\x1b\[(?:\d+;)*3[0-7]m", tty.screen(styled=True))
                self.assertEqual(bool(colours), coloured)


class Ending(unittest.TestCase):
    def test_ends_the_process_after_a_question(self):
        with server() as (process, port), terminal() as tty:
            tty.start(f"ls --watch --lang en :{port}")
            tty.expect(rf"\({process.pid}\)")
            tty.press("F9")
            tty.expect(rf"python3 \({process.pid}\), user .*, listens on")
            tty.type("n")
            tty.expect_not("listens on")
            self.assertIsNone(process.poll())
            tty.type("K")
            tty.expect("listens on")
            tty.type("y")
            tty.expect(rf"{port}/tcp is free: python3 \({process.pid}\) ended")
            self.assertTrue(wait_until(lambda: process.poll() is not None))
            self.assertEqual(process.returncode, -15)

    def test_waits_for_the_grace_when_one_quits_meanwhile(self):
        with server(0, "stubborn") as (process, port), terminal() as tty:
            tty.start(f"ls --watch --lang en :{port}")
            tty.expect(rf"\({process.pid}\)")
            tty.type("K")
            tty.expect("listens on")
            tty.type("yq")
            tty.expect("waiting for the processes")
            tty.expect("was killed")
            self.assertEqual(process.wait(), -9)
            tty.expect_shell(0)

    def test_refuses_what_is_never_ended_and_never_ends_a_client(self):
        with listener() as port, socket.create_connection(("127.0.0.1", port)) as client, terminal() as tty:
            tty.start(f"ls --watch --lang en :{port} listen")
            tty.expect(rf"\({os.getpid()}\)")
            tty.type("K")
            # This test is no ancestor of the pane's shell: tmux has a server of its own.
            tty.expect(rf"\({os.getpid()}\), user")
            tty.type("n")
            tty.press("Escape")
            tty.type(f"/:{client.getsockname()[1]} established")
            tty.expect(rf"established .*\({os.getpid()}\)")
            tty.press("Enter", "F9")
            tty.expect("never a client")


class Manners(unittest.TestCase):
    def test_needs_a_terminal(self):
        for lang, sentence in (("en", "needs a terminal"), ("ja", "端末が必要")):
            done = minato("ls", "--watch", lang=lang)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(sentence, done.stderr)
            self.assertIn("^~~~~~~", done.stderr)

    def test_refuses_options_that_do_not_go_with_it(self):
        for option in ("--json", "--tree"):
            done = minato("ls", "--watch", option)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"{option} and --watch", done.stderr)

    def test_a_terminal_that_cannot_show_it_is_told(self):
        with terminal() as tty:
            for kind in ("dumb", "no-such-terminal"):
                tty.start("ls --watch --lang en", TERM=kind)
                tty.expect(f'"{kind}" .TERM. cannot show a full screen')
                tty.expect_shell(2)

    def test_a_wrong_word_on_the_command_line_exits_2(self):
        with terminal() as tty:
            tty.start("ls --watch --lang en :70000")
            tty.expect("70000")
            tty.expect_shell(2)

    def test_signals_give_the_terminal_back(self):
        with terminal() as tty:
            for name, status in ((signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGHUP, 130),
                                 (signal.SIGSEGV, 139), (signal.SIGABRT, 134)):
                tty.start("ls --watch --lang en")
                tty.expect("every 1 s")
                os.kill(tty.program_pid(), name)
                tty.expect_shell(status)
                self.assertNotIn("every 1 s", tty.screen())

    def test_comes_back_from_the_background(self):
        with terminal() as tty:
            tty.start("ls --watch --lang en")
            tty.expect("every 1 s")
            tty.press("C-z")
            tty.expect("Stopped")
            tty.type("fg\n")
            tty.expect("every 1 s")
            tty.type("q")
            tty.expect_shell(0)
