"""One check of https against one curl, and 1,000 targets against xargs -P64 curl, on the loopback.

The server (asyncio, TLS) is this program's own; both sides read the same page from it.
"""
import asyncio
import contextlib
import pathlib
import ssl
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from side_by_side import MINATO, Bars, Measure, installed, need_minato  # noqa: E402

TARGETS = 1000
PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n"


async def answer(reader, writer):
    with contextlib.suppress(ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(PAGE)
        await writer.drain()
        writer.close()


def serve(folder):
    """A thread with two servers; returns the ports of https and http."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    ports, ready = [], threading.Event()

    async def main():
        for tls in (context, None):
            server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls, backlog=4096)
            ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        await asyncio.Event().wait()

    threading.Thread(target=lambda: asyncio.run(main()), daemon=True).start()
    ready.wait()
    return ports


def main():
    need_minato()
    if not installed("curl"):
        sys.exit("bench: curl is not installed")
    bars = Bars()
    with Measure() as measure, tempfile.TemporaryDirectory(prefix="minato-bench-") as name:
        folder = pathlib.Path(name)
        https, http = serve(folder)
        one = f"https://127.0.0.1:{https}/"
        trust = str(folder / "cert.pem")
        times = measure.in_turns({"curl": ["curl", "-so", "/dev/null", "--cacert", trust, one],
                                  "minato": [MINATO, "check", "--ca", trust, one]}, 15)
        targets = folder / "targets"
        targets.write_text("".join(f"http://127.0.0.1:{http}/{i}\n" for i in range(TARGETS)), encoding="ascii")
        many = measure.in_turns({"curl": ["sh", "-c", f"xargs -P64 -n1 curl -so /dev/null <{targets}"],
                                 "minato": [MINATO, "check", "--file", targets]}, 3)
    for title, result in (("one https target", times), (f"{TARGETS} http targets", many)):
        for who, timing in result.items():
            print(f"  {title:<20} {who:<8} {timing.milliseconds:9.1f} ms {timing.kilobytes:8} kB")
    bars.hold("one https target: minato / curl", times["minato"].milliseconds / times["curl"].milliseconds, 1.1)
    bars.hold(f"{TARGETS} targets: minato / xargs -P64 curl",
              many["minato"].milliseconds / many["curl"].milliseconds, 0.3)
    bars.finish()


if __name__ == "__main__":
    main()
