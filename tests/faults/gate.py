"""A gate in front of a server on loopback, which can be shut, or left open but silent."""

from __future__ import annotations

import contextlib
import socket
import threading


class Gate:
    """Forwards lines to a server; a context manager.

    `shut` refuses new lines and cuts the old ones, as a killed server does; `silence` takes
    lines and never answers, as a stuck one does; `open` lets everything through again.
    """

    def __init__(self, host: str, port: int) -> None:
        self._upstream = (host, port)
        self._listener: socket.socket | None = None
        self._lines: list[socket.socket] = []
        self._is_silent = False
        self.port = 0

    def __enter__(self) -> Gate:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.shut()

    def open(self) -> None:
        """Let everything through."""
        self.shut()
        self._is_silent = False
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def silence(self) -> None:
        """Take lines and never answer."""
        self.open()
        self._is_silent = True

    def shut(self) -> None:
        """Refuse new lines and cut the old ones."""
        doomed, self._lines = self._lines, []
        if self._listener:
            doomed.append(self._listener)
        for line in doomed:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        self._listener = None

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            self._lines.append(line)
            if self._is_silent:
                continue
            server = socket.create_connection(self._upstream)
            self._lines.append(server)
            for pair in ((line, server), (server, line)):
                threading.Thread(target=self._forward, args=pair, daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)
