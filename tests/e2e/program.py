"""What the end-to-end tests share: calling the binary, and servers that the test itself starts."""
import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("MINATO", str(ROOT / "build/release/minato"))


def minato(*words, lang="en", stdin=None, **environment):
    """Runs the binary without a terminal; returns the finished process with text output."""
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment}
    language = ["--lang", lang] if lang else []
    return subprocess.run([BINARY, *words, *language], env=env, capture_output=True, text=True,
                          input=stdin, timeout=60, check=False)


def ndjson(finished):
    """The objects of an NDJSON answer."""
    return [json.loads(line) for line in finished.stdout.splitlines()]


def observations(finished):
    return [thing for thing in ndjson(finished) if thing["type"] == "observation"]


@contextlib.contextmanager
def listener(family=socket.AF_INET, kind=socket.SOCK_STREAM, address="127.0.0.1", port=0, v6only=None):
    """A listening (or bound) socket of this test; yields its port."""
    with socket.socket(family, kind) as sock:
        if v6only is not None:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(v6only))
        sock.bind((address, port))
        if kind == socket.SOCK_STREAM:
            sock.listen(5)
        yield sock.getsockname()[1]


SERVER = """
import socket, sys, time, signal
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
s = socket.socket(); s.bind(("127.0.0.1", int(sys.argv[1]))); s.listen(5)
print(s.getsockname()[1], flush=True)
while True:
    connection, _ = s.accept()
    connection.recv(1)
"""


@contextlib.contextmanager
def server(port=0, *flags):
    """A process of its own that listens on loopback; yields (process, port). Ended by its PID."""
    process = subprocess.Popen([sys.executable, "-c", SERVER, str(port), *flags], stdout=subprocess.PIPE, text=True)
    try:
        yield process, int(process.stdout.readline())
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()


def wait_until(condition, seconds=10):
    """True as soon as the condition holds; False when it does not within the time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False
