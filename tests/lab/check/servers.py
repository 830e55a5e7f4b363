"""Servers that do one thing each, right or wrong: python3 servers.py FOLDER-OF-CERTIFICATES. Says `ready`."""
import http.server
import pathlib
import socket
import ssl
import struct
import sys
import threading

FOLDER = pathlib.Path(sys.argv[1])
KEPT = []


def listener(port, backlog=64):
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("0.0.0.0", port))
    sock.listen(backlog)
    return sock


def thread(what, *args):
    threading.Thread(target=what, args=args, daemon=True).start()


def each(port, serve):
    """A thread that accepts; another one for each connection."""
    sock = listener(port)

    def run():
        while True:
            connection, _ = sock.accept()
            KEPT.append(connection)
            thread(guarded, serve, connection)

    thread(run)


def guarded(serve, connection):
    try:
        serve(connection)
    except OSError:
        pass  # the peer may have gone


class Web(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.answer(self)

    def log_message(self, *_):
        pass


def page(handler, status=200, **headers):
    body = b"<html><head><title>The lab</title></head></html>"
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


def large_page(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + b"harbour \n" * 1000)


def web(port, answer=page, certificate=None, change=None, host="0.0.0.0"):
    kind = type("Six", (QuietServer,), {"address_family": socket.AF_INET6}) if ":" in host else QuietServer
    server = kind((host, port), Web)
    server.answer = answer
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(FOLDER / f"{certificate}.pem", FOLDER / f"{certificate}.key")
        if change:
            change(context)
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
    thread(server.serve_forever)


def old_tls(context):
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def hang_up(connection):
    """Hears the question out: what lies unread when a socket is closed would become a RST."""
    connection.recv(4096)
    connection.close()


def endless_header(connection):
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: \x1b[31mand more\r\n" * 100)


def drip(connection):
    connection.recv(4096)
    for byte in b"HTTP/1.1 200 OK\r\n" + b"X-Slow: yes\r\n" * 1000:
        connection.sendall(bytes([byte]))
        threading.Event().wait(0.3)


def garbage_tls(connection):
    connection.recv(4096)
    connection.sendall(b"\x16\x03\x03\x00\x40" + b"\xff" * 64)


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # one of the two ends is gone


def join(connection, host, port, well, ill):
    """Connects to the target and carries bytes both ways, or says no."""
    try:
        target = socket.create_connection((host, port), 2)
    except OSError:
        connection.sendall(ill)
        connection.close()
        return
    connection.sendall(well)
    KEPT.append(target)
    thread(pump, target, connection)
    pump(connection, target)


def socks(connection):
    connection.recv(3)
    connection.sendall(b"\x05\x00")
    head = connection.recv(4)
    host = socket.inet_ntoa(connection.recv(4)) if head[3] == 1 else connection.recv(connection.recv(1)[0]).decode()
    port = int.from_bytes(connection.recv(2), "big")
    end = b"\x00\x01\x00\x00\x00\x00\x00\x00"
    join(connection, host, port, b"\x05\x00" + end, b"\x05\x05" + end)


def connect_proxy(connection):
    where = connection.recv(4096).split()[1].decode()
    host, port = where.rsplit(":", 1)
    join(connection, host, int(port), b"HTTP/1.1 200 Connection established\r\n\r\n",
         b"HTTP/1.1 502 Bad Gateway\r\n\r\n")


def see_log_in(handler):
    """A portal for some names, a sane server for the others."""
    host = handler.headers.get("Host", "")
    if host.startswith("login"):
        return page(handler, 511)
    if host.startswith("198.51.100"):
        return page(handler, 302, Location="http://10.8.1.1/login?from=" + host)
    if host.startswith("www"):
        return page(handler, 302, Location="https://shop.lab.test/")
    if host.startswith("detectportal") and handler.path == "/success.txt":
        handler.send_response(200)
        handler.send_header("Content-Length", "8")
        handler.end_headers()
        return handler.wfile.write(b"success\n")
    return page(handler)


def dns():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("0.0.0.0", 53))

    def run():
        while True:
            data, peer = sock.recvfrom(512)
            name, end = [], 12
            while data[end]:
                name.append(data[end + 1:end + 1 + data[end]].decode("ascii", "replace"))
                end += data[end] + 1
            kind = int.from_bytes(data[end + 1:end + 3], "big")
            question, name = data[12:end + 5], ".".join(name)
            if name == "silent.lab.test":
                continue
            rcode = {"none.lab.test": 3, "broken.lab.test": 2, "refused.lab.test": 5}.get(name, 0)
            address = name in ("www.lab.test", "alias.lab.test") and kind == 1
            answer = b""
            if address:
                answer = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04" + socket.inet_aton("10.8.2.2")
            sock.sendto(data[:2] + bytes([0x81, 0x80 | rcode]) + b"\x00\x01"
                        + (b"\x00\x01" if address else b"\x00\x00") + b"\x00\x00\x00\x00"
                        + question + answer, peer)

    thread(run)


def full_backlog(port):
    """Listens, never accepts, and fills its own queue."""
    sock = listener(port, 0)
    KEPT.append(sock)
    for _ in range(3):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(("127.0.0.1", port))
        KEPT.append(filler)


dns()
web(80)
web(443, certificate="good")
for number, wrong in enumerate(("expired", "future", "other", "selfsigned", "incomplete"), 4431):
    web(number, certificate=wrong)
web(4436, certificate="good", change=old_tls)
web(8503, lambda handler: page(handler, 503))
web(7006, lambda handler: page(handler, 302, Location="/again"))
web(8504, lambda handler: page(handler, 504, Via="1.1 gate.lab.test (squid/5.7)"))
web(8407, lambda handler: page(handler, 407, Via="1.1 gate.lab.test (squid/5.7)"))
web(8505, lambda handler: page(handler, Via="1.1 gate.lab.test (squid/5.7)"))
web(8081, see_log_in)
web(8082, large_page)
web(8083, large_page, host="::")
each(22, lambda c: c.sendall(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"))
each(7001, lambda c: None)
each(7002, reset)
each(7003, hang_up)
each(7011, lambda c: None)
each(7012, lambda c: None)
each(7004, endless_header)
each(7005, drip)
each(7007, garbage_tls)
each(1080, socks)
each(3128, connect_proxy)
full_backlog(7008)
print("ready", flush=True)
threading.Event().wait()
