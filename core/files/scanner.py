"""Asking ClamAV's clamd about a file, over its INSTREAM command (see clamd(8))."""

from __future__ import annotations

import socket
import struct
from typing import IO

from django.conf import settings

PIECE = 65_536  # bytes
PATIENCE = 60  # seconds for one answer
LONGEST_ANSWER = 4_096  # bytes


class ScannerAwayError(Exception):
    """The scanner does not answer; nothing is known about the file."""


class NotScannedError(Exception):
    """The scanner answers, but cannot look at this file."""


def is_set() -> bool:
    """Whether the trust has a scanner."""
    return bool(settings.SCANNER_ADDRESS)


def has_virus(file: IO[bytes]) -> bool:
    """Whether the scanner finds something in an open file."""
    try:
        with _line() as line:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except (BrokenPipeError, ConnectionResetError) as problem:
        # What is longer than its StreamMaxLength it cuts off.
        raise NotScannedError from problem
    except OSError as problem:
        raise ScannerAwayError from problem
    if answer.endswith(" FOUND"):
        return True
    if answer.endswith(": OK"):
        return False
    raise NotScannedError(answer)


def answers() -> bool:
    """Whether the scanner is there."""
    try:
        with _line() as line:
            line.settimeout(2)
            line.sendall(b"zPING\0")
            return _answer(line) == "PONG"
    except OSError:
        return False


def _line() -> socket.socket:
    host, _, port = settings.SCANNER_ADDRESS.rpartition(":")
    line = socket.create_connection((host.strip("[]"), int(port)), timeout=5)
    line.settimeout(PATIENCE)
    return line


def _answer(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0").decode("ascii", "replace").strip()
