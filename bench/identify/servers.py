#!/usr/bin/python3
"""Servers for bounded.py, in one process without threads.

usage: servers.py silent COUNT FIRST      COUNT ports that take every connection and say nothing
       servers.py farm CERTIFICATE KEY    eight services on their usual ports, of every address

Prints "ready" when all ports listen; ends with its standard input or a signal.
"""
import asyncio
import contextlib
import resource
import ssl
import sys

PAGE = b"<html><head><title>Farm</title></head><body>" + b"<p>A page of some length.</p>" * 700 + b"</body></html>"
RESPONSE = (b"HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\nContent-Length: %d\r\n"
            b"Connection: close\r\n\r\n" % len(PAGE)) + PAGE
GREETINGS = {21: b"220 (vsFTPd 3.0.3)\r\n", 22: b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n",
             25: b"220 mx.farm.test ESMTP Postfix (Debian/GNU)\r\n", 110: b"+OK Dovecot (Debian) ready.\r\n",
             143: b"* OK [CAPABILITY IMAP4rev1] Dovecot (Debian) ready.\r\n"}
REFUSALS = {21: b"500 What?\r\n", 25: b"502 What?\r\n", 110: b"-ERR What?\r\n", 143: b"* BAD What?\r\n",
            6379: b"-ERR unknown command\r\n"}


async def silent(reader, _writer):
    while await reader.read(65536):
        pass


def greeter(port):
    async def serve(reader, writer):
        if port in GREETINGS:
            writer.write(GREETINGS[port])
        while await reader.read(65536):
            writer.write(REFUSALS.get(port, b""))
            await writer.drain()
    return serve


async def web(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    writer.write(RESPONSE)
    await writer.drain()


def closing(serve):
    """Whatever the visitor does is no error of the farm."""
    async def visit(reader, writer):
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            await serve(reader, writer)
        writer.close()
    return visit


async def main(words):
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    servers = []
    if words[0] == "silent":
        count, first = int(words[1]), int(words[2])
        for port in range(first, first + count):
            servers.append(await asyncio.start_server(closing(silent), "0.0.0.0", port, backlog=64))
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(words[1], words[2])
        for port in (*GREETINGS, 6379):
            servers.append(await asyncio.start_server(closing(greeter(port)), "0.0.0.0", port, backlog=4096))
        servers.append(await asyncio.start_server(closing(web), "0.0.0.0", 80, backlog=4096))
        servers.append(await asyncio.start_server(closing(web), "0.0.0.0", 443, backlog=4096, ssl=context))
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
