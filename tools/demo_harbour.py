"""Runs a command in a network namespace of its own where well-known names listen on their ports.

    tools/demo_harbour.py build/release/minato report --svg docs/pictures/harbour.en.svg

The listeners are small processes that carry a server's name; nothing leaves the namespace, and
they end with the command. For pictures of the documentation, which should not show a real machine.
"""
import ctypes
import os
import socket
import subprocess
import sys

LISTENERS = [  # name, family, kind, address, port
    ("sshd", socket.AF_INET, socket.SOCK_STREAM, "0.0.0.0", 22),
    ("nginx", socket.AF_INET, socket.SOCK_STREAM, "0.0.0.0", 80),
    ("nginx", socket.AF_INET, socket.SOCK_STREAM, "0.0.0.0", 443),
    ("smbd", socket.AF_INET, socket.SOCK_STREAM, "10.0.0.5", 445),
    ("postgres", socket.AF_INET, socket.SOCK_STREAM, "127.0.0.1", 5432),
    ("redis-server", socket.AF_INET, socket.SOCK_STREAM, "0.0.0.0", 6379),
]
PR_SET_NAME, PR_SET_PDEATHSIG, SIGKILL = 15, 1, 9


def run(*words):
    subprocess.run(words, check=True)


def become(name):
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_NAME, name.encode(), 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)


def serve(name, family, kind, address, port, ready):
    become(name)
    server = socket.socket(family, kind)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((address, port))
    server.listen()
    os.write(ready, b".")
    held = []
    while True:
        held.append(server.accept())


def browse(address, port, ready):
    become("firefox")
    connection = socket.create_connection((address, port))
    os.write(ready, b".")
    connection.recv(1)


def main():
    if "MINATO_DEMO_INSIDE" not in os.environ:
        os.environ["MINATO_DEMO_INSIDE"] = "1"
        os.execvp("unshare", ["unshare", "-rnu", sys.executable, *sys.argv])
    run("hostname", "harbour")
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "sea")
    run("ip", "link", "set", "sea", "up")
    run("ip", "link", "set", "eth0", "up")
    run("ip", "address", "add", "10.0.0.5/24", "dev", "eth0")
    run("ip", "route", "add", "default", "dev", "eth0")
    out, ready = os.pipe()
    for listener in LISTENERS:
        if os.fork() == 0:
            serve(*listener, ready)
    for _ in LISTENERS:
        os.read(out, 1)
    if os.fork() == 0:
        browse("10.0.0.5", 443, ready)
    os.read(out, 1)
    return subprocess.run(sys.argv[1:], check=False).returncode


sys.exit(main())
