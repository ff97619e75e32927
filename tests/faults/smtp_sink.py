"""A mail server on loopback that keeps a ledger of what it took, and misbehaves on request.

    with Sink() as sink:
        sink.plan("bea@portal.example", Step("rcpt", "451 4.7.1 Try later"))
        ...
        assert sink.taken_by("bea@portal.example") == 1

Each attempt for a recipient uses up one planned step; without one the mail is taken.
"""

from __future__ import annotations

import email
import email.policy
import socket
import socketserver
import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field

DROP = "drop"  # instead of a reply: close the line


@dataclass(frozen=True)
class Step:
    """What happens at a stage ("mail", "rcpt", "data" or "dot") of one attempt.

    `reply` is the line said, or DROP. At "dot", `takes` says whether the mail is taken all
    the same. `waits_for` is awaited first, after `reached` was set.
    """

    stage: str
    reply: str = ""
    takes: bool = False
    reached: threading.Event | None = None
    waits_for: threading.Event | None = None


@dataclass(frozen=True)
class Taken:
    """One mail in the ledger."""

    recipient: str
    message_id: str
    content: bytes
    connection: int

    @property
    def mail(self) -> email.message.EmailMessage:
        """The mail as its reader has it."""
        text = self.content.decode("utf-8").replace("\r\n", "\n")
        return email.message_from_string(text, policy=email.policy.default)


@dataclass
class Sink:
    """The server; a context manager."""

    greeting: str = "220 sink.portal.example ready"
    extensions: tuple[str, ...] = ("PIPELINING", "8BITMIME", "SMTPUTF8")
    slowness: float = 0.0  # seconds before the answer to each last dot
    ledger: list[Taken] = field(default_factory=list)
    connections: int = 0
    attempts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._steps: dict[str, deque[Step]] = defaultdict(deque)
        self._stopping = threading.Event()
        sink = self

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            # Lines to workers that were killed need not be waited for.
            block_on_close = False

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                _Conversation(sink, self).run()

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def __enter__(self) -> Sink:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def plan(self, recipient: str, *steps: Step) -> None:
        """What is to happen at the next attempts for this recipient."""
        self._steps[recipient].extend(steps)

    def taken_by(self, recipient: str) -> int:
        """How many mails for this recipient the sink took."""
        return sum(taken.recipient == recipient for taken in self.ledger)

    def begin(self, recipient: str) -> Step | None:
        """An attempt begins: its planned step, if it has one."""
        with self._lock:
            self.attempts.append(recipient)
            steps = self._steps.get(recipient)
            return steps.popleft() if steps else None

    def take(self, taken: Taken) -> None:
        with self._lock:
            self.ledger.append(taken)

    def open_line(self) -> int:
        with self._lock:
            self.connections += 1
            return self.connections

    def wait(self, event: threading.Event) -> None:
        while not event.wait(0.02) and not self._stopping.is_set():
            pass

    def pause(self) -> None:
        if self.slowness:
            self._stopping.wait(self.slowness)


class _Dropped(Exception):  # noqa: N818 - not a fault
    """The line is closed without a word."""


class _Conversation:
    """One line: commands in, replies out."""

    def __init__(self, sink: Sink, handler: socketserver.StreamRequestHandler) -> None:
        self.sink = sink
        self.read = handler.rfile
        self.write = handler.wfile
        self.socket = handler.connection
        self.number = sink.open_line()
        self.recipient = ""
        self.step: Step | None = None

    def run(self) -> None:
        try:
            self.say(self.sink.greeting)
            if not self.sink.greeting.startswith("220"):
                return
            while line := self.read.readline():
                if not self.answer(line.decode("utf-8").rstrip("\r\n")):
                    return
        except _Dropped:
            self.socket.shutdown(socket.SHUT_RDWR)
        except ConnectionError:
            pass

    def say(self, line: str) -> None:
        self.write.write(line.encode() + b"\r\n")

    def answer(self, line: str) -> bool:
        """Reply to one command; False ends the conversation."""
        verb = line.partition(" ")[0].partition(":")[0].upper()
        if verb == "EHLO":
            lines = ["sink.portal.example", *self.sink.extensions]
            for extension in lines[:-1]:
                self.say(f"250-{extension}")
            self.say(f"250 {lines[-1]}")
        elif verb == "RCPT":
            self.recipient = line.partition("<")[2].partition(">")[0]
            self.step = self.sink.begin(self.recipient)
            return self.reply_at("rcpt", "250 2.1.5 OK")
        elif verb == "DATA":
            return self.data()
        elif verb == "QUIT":
            self.say("221 2.0.0 Bye")
            return False
        else:
            self.say("250 2.0.0 OK")
        return True

    def reply_at(self, stage: str, usual: str) -> bool:
        step = self.step if self.step and self.step.stage == stage else None
        if step and step.reached:
            step.reached.set()
        if step and step.waits_for:
            self.sink.wait(step.waits_for)
        reply = (step.reply if step else "") or usual
        if reply == DROP:
            raise _Dropped
        self.say(reply)
        return not reply.startswith("421")

    def data(self) -> bool:
        if not self.reply_at("data", "354 Go on"):
            return False
        if self.step and self.step.stage == "data" and self.step.reply:
            return True
        lines = []
        while (line := self.read.readline()) != b".\r\n":
            if not line:
                return False  # the text never ended, so nothing is taken
            lines.append(line[1:] if line.startswith(b".") else line)
        step = self.step if self.step and self.step.stage == "dot" else None
        if step is None or step.takes or not step.reply:
            content = b"".join(lines)
            headers = email.message_from_bytes(content, policy=email.policy.default)
            self.sink.take(Taken(self.recipient, str(headers["Message-ID"]), content, self.number))
        self.sink.pause()
        return self.reply_at("dot", "250 2.0.0 Taken")
