"""The population of the local bench: 40,000 established TCP sockets and 1,000 processes with 50
open files each, on loopback of a network namespace of its own.

Run as `unshare --net python3 population.py`: prints "ready" when everything is there, and ends
(with everything it started) when its standard input closes.
"""
import fcntl
import gc
import os
import resource
import select
import signal
import socket
import struct
import sys

PAIRS = 4  # server processes, each with one client process
CONNECTIONS = 5_000  # of each pair: two established sockets a connection
LISTENERS = 20  # further listeners, held by the first server
PROCESSES = 1_000
FILES = 50

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


def bring_loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(control, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def start(work, *arguments):
    """A child that does `work`, tells so with one byte, and sleeps until it is killed."""
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(readable)
            keep = work(*arguments)
            os.write(writable, b".")
            os.close(writable)
            while keep is not None:
                signal.pause()
        finally:
            os._exit(1)
    os.close(writable)
    told = os.read(readable, 1)
    os.close(readable)
    if told != b".":
        raise SystemExit(f"population: child {child} failed")
    return child


def listener(backlog):
    """Accepting is left to the kernel until all have connected: one process for both would wait."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(backlog)
    return listening


def accept_all(listening, extra):
    listening.settimeout(30)
    held = [listening] + [listener(16) for _ in range(extra)]
    for _ in range(CONNECTIONS):
        held.append(listening.accept()[0])
    return held


def connect_all(port):
    held = []
    for _ in range(CONNECTIONS):
        client = socket.socket()
        client.connect(("127.0.0.1", port))
        held.append(client)
    return held


def open_files():
    while os.open("/dev/null", os.O_RDONLY) < FILES - 1:
        pass
    return []


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (20_000, 20_000))
    bring_loopback_up()
    # The queue of a listener must hold every connection until the server accepts them.
    with open("/proc/sys/net/core/somaxconn", "w", encoding="ascii") as knob:
        knob.write(str(CONNECTIONS + 1))
    gc.freeze()  # children then share the pages of the parent
    children = []
    try:
        for pair in range(PAIRS):
            listening = listener(CONNECTIONS)
            children.append(start(connect_all, listening.getsockname()[1]))
            children.append(start(accept_all, listening, LISTENERS if pair == 0 else 0))
            listening.close()
        for _ in range(PROCESSES):
            children.append(start(open_files))
        print("ready", flush=True)
        select.select([sys.stdin], [], [])
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
        for child in children:
            os.waitpid(child, 0)


if __name__ == "__main__":
    main()
