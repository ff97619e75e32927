"""A stand-in for ClamAV's clamd: a process of its own that knows one virus, the harmless test text.

    python -m tests.faults.clamd          prints its port, then serves until it is ended

Speaks PING and INSTREAM over TCP as clamd(8) says, with a limit of MOST bytes.
"""

from __future__ import annotations

import os
import socketserver
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

MOST = 2_000_000
# Written in two parts, so that no real scanner takes this file for the test it is about.
TEST_VIRUS = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Line(socketserver.StreamRequestHandler):
    """One question."""

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        body = b""
        while (length := struct.unpack("!L", self.rfile.read(4))[0]) > 0:
            body += self.rfile.read(length)
            if len(body) > MOST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = TEST_VIRUS in body
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def scanner() -> Iterator[str]:
    """A running stand-in; its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.clamd"], stdout=subprocess.PIPE, text=True
    )
    try:
        yield f"127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.communicate()


if __name__ == "__main__":
    with Server(("127.0.0.1", int(os.environ.get("CLAMD_PORT", "0"))), Line) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
