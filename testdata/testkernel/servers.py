"""The servers of one host: web, encrypted web, mail, names, and one that answers datagrams.

servers.py MODE CERTIFICATE: how each request is answered is in the file MODE: good, wrong, or hang for
not at all. The certificate is a file with its key.
"""

import socketserver
import ssl
import sys
import threading
import time

MODE, CERTIFICATE = sys.argv[1:]
LONGEST = 60


def mode():
    with open(MODE) as file:
        return file.read().strip()


def obey():
    """Waits as long as nothing is to be said."""
    end = time.monotonic() + LONGEST
    while mode() == "hang" and time.monotonic() < end:
        time.sleep(0.1)
    return mode() == "good"


class Web(socketserver.StreamRequestHandler):
    def handle(self):
        while self.rfile.readline().strip():
            pass
        good = obey()
        body = b"good\n" if good else b"wrong\n"
        status = b"200 OK" if good else b"500 Internal Server Error"
        self.wfile.write(b"HTTP/1.0 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))


class Mail(socketserver.StreamRequestHandler):
    def handle(self):
        good = obey()
        self.wfile.write(b"220 mail.example\r\n" if good else b"554 no service\r\n")
        for line in self.rfile:
            word = line.strip().upper()
            if word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 mail.example\r\n" if good else b"503 no\r\n")


class Names(socketserver.BaseRequestHandler):
    def handle(self):
        query, server = self.request
        good = obey()
        # An answer with recursion; a good one has an address, the other says that it failed.
        question = query[12:]
        answer = b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\x0a\x14\0\x01"
        header = query[:2] + (b"\x81\x80\0\x01\0\x01" if good else b"\x81\x82\0\x01\0\0") + bytes(4)
        server.sendto(header + question + (answer if good else b""), self.client_address)


class Datagrams(socketserver.BaseRequestHandler):
    def handle(self):
        _, server = self.request
        server.sendto(b"g" if obey() else b"wrong", self.client_address)


class Stream(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """A client that hangs up is no matter."""


class Encrypted(Stream):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    def finish_request(self, request, client_address):
        with self.context.wrap_socket(request, server_side=True) as encrypted:
            super().finish_request(encrypted, client_address)


class Packets(socketserver.ThreadingUDPServer):
    allow_reuse_address = True
    daemon_threads = True


Encrypted.context.load_cert_chain(CERTIFICATE)
servers = [
    Stream(("", 80), Web),
    Encrypted(("", 443), Web),
    Stream(("", 25), Mail),
    Packets(("", 53), Names),
    Packets(("", 7000), Datagrams),
]
for server in servers[1:]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
servers[0].serve_forever()
