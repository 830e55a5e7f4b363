"""A terminal for the tests of full-screen commands: a tmux server of the test's own."""
import contextlib
import os
import pathlib
import re
import subprocess
import tempfile

import program
from program import wait_until


class Terminal:
    """One pane. Keys go in, the screen comes out as text."""

    def __init__(self, socket, columns, rows, **environment):
        self.socket = socket
        env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PS1": "ready$ ", **environment}
        shell = ["env", "-i", *[f"{key}={value}" for key, value in env.items()], "TERM=tmux-256color",
                 "bash", "--norc", "--noprofile"]
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), *shell)
        self.tmux("set", "-g", "status", "off")
        self.expect(r"ready\$$")

    def tmux(self, *words):
        return subprocess.run(["tmux", "-S", self.socket, *words], capture_output=True, text=True,
                              check=True).stdout

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def press(self, *keys):
        """Keys as tmux calls them: Enter, Escape, C-c, F9, PageDown."""
        self.tmux("send-keys", *keys)

    def screen(self, styled=False):
        """The lines on the screen; with escape sequences when styled."""
        return self.tmux("capture-pane", "-p", *(["-e"] if styled else []))

    def lines(self):
        return self.screen().split("\n")

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def expect(self, pattern, seconds=15):
        """Waits until the screen fits; fails with the screen when it does not."""
        if not wait_until(lambda: re.search(pattern, self.screen().rstrip("\n"), re.MULTILINE), seconds):
            raise AssertionError(f"{pattern!r} is not on the screen:\n{self.screen()}")

    def expect_not(self, pattern, seconds=15):
        if not wait_until(lambda: not re.search(pattern, self.screen(), re.MULTILINE), seconds):
            raise AssertionError(f"{pattern!r} is still on the screen:\n{self.screen()}")

    def expect_shell(self, status):
        """The program has ended with that status, and the shell can be typed into as before."""
        self.expect(r"ready\$$")
        self.type("echo ended with $?; stty -a | grep -o ' -\\?echo\\b'\n")
        self.expect(rf"^ended with {status}$")
        self.expect(r"^ echo$")

    def start(self, words, **environment):
        settings = "".join(f"{key}={value} " for key, value in environment.items())
        self.type(f"clear; {settings}{program.BINARY} {words}\n")

    def program_pid(self):
        """The process that the shell of the pane runs."""
        shell = int(self.tmux("display-message", "-p", "#{pane_pid}"))
        children = pathlib.Path(f"/proc/{shell}/task/{shell}/children")
        assert wait_until(lambda: children.read_text(encoding="ascii").split()), "nothing was started"
        return int(children.read_text(encoding="ascii").split()[0])


@contextlib.contextmanager
def terminal(columns=80, rows=24, **environment):
    with tempfile.TemporaryDirectory() as folder:
        made = Terminal(f"{folder}/tmux", columns, rows, **environment)
        try:
            yield made
        finally:
            made.tmux("kill-server")
