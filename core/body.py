"""The body of a request as it arrives: to its last byte, and not for ever."""

from __future__ import annotations

import queue
import threading
import time
from typing import Any

PIECE = 65_536  # bytes
# A piece that takes longer than this is not waited for: the sender is gone, or means no good.
PATIENCE = 30.0  # seconds
# A whole body may take so long, and a second more for every so many bytes.
AT_LEAST = 60.0  # seconds
SLOWEST = 20_000  # bytes a second
_END = b""


class Body:
    """A body of known length, read ahead by a thread of its own so that waiting can end.

    A server hands over less than was announced when the sender goes away in the middle, and
    half a file would look like a whole one; here that is an error, and so is one that comes
    too slowly. Both are kinds of OSError, which Django takes for a body it cannot read.
    """

    def __init__(self, source: Any, length: int) -> None:
        self._source = source
        self._left = length
        self._kept = b""
        self._pieces: queue.Queue[bytes] = queue.Queue(maxsize=4)
        self._is_over = threading.Event()
        self._until = time.monotonic() + AT_LEAST + length / SLOWEST
        self._reader: threading.Thread | None = None

    def read(self, size: int = -1) -> bytes:
        """As many bytes, or all that are left. Raises OSError when they do not come."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        parts: list[bytes] = []
        while wanted > 0:
            piece = self._kept or self._next()
            parts.append(piece[:wanted])
            self._kept = piece[wanted:]
            self._left -= len(parts[-1])
            wanted -= len(parts[-1])
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        """Up to the end of a line, or as many bytes."""
        most = self._left if size is None or size < 0 else min(size, self._left)
        line = bytearray()
        while len(line) < most and not line.endswith(b"\n"):
            line += self.read(1)
        return bytes(line)

    def close(self) -> None:
        """No more is wanted."""
        self._is_over.set()

    def _next(self) -> bytes:
        if self._reader is None:
            self._reader = threading.Thread(
                target=self._read_ahead, args=(self._left,), name="body", daemon=True
            )
            self._reader.start()
        wait = min(PATIENCE, self._until - time.monotonic())
        try:
            piece = self._pieces.get(timeout=max(wait, 0.001))
        except queue.Empty:
            self.close()
            raise TimeoutError("The body came too slowly.") from None
        if piece == _END:
            raise ConnectionAbortedError("The body ended early.")
        return piece

    def _read_ahead(self, left: int) -> None:
        """In the thread: fetch pieces until there is no more or nobody wants any."""
        while left > 0 and not self._is_over.is_set():
            try:
                piece = self._source.read(min(PIECE, left))
            except Exception:  # whatever it is, there is no more
                piece = _END
            left -= len(piece)
            self._hand_over(piece)
            if piece == _END:
                return

    def _hand_over(self, piece: bytes) -> None:
        while not self._is_over.is_set():
            try:
                self._pieces.put(piece, timeout=1)
            except queue.Full:
                continue
            return
