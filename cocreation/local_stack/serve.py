"""The whole portal on one machine: servers, tables, styles, invented data, web, worker and beat."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from .folder import Folder, files_mark, fingerprint, write_private
from .processes import Child, StackError, open_log, wait_ready, wait_until
from .services import Services

ROOT = Path(__file__).resolve().parents[2]
# Seconds until what a killed run listened with is surely gone.
PORT_IS_LEFT_WITHIN = 5
WEB_THREADS = 4
# Open connections, idle ones too: a browser keeps six, and must not lock the next one out.
WEB_CONNECTIONS = "512"
# A child that ends this often within the time is not started again.
RESTARTS, WITHIN_SECONDS = 5, 60


@contextmanager
def step(words: str) -> Iterator[None]:
    """Say what is being done and, once done, how long it took."""
    begun = time.monotonic()
    print(f"  {words:<42}", end="", flush=True)
    try:
        yield
    except BaseException:
        print("stopped", flush=True)
        raise
    print(f"{time.monotonic() - begun:5.1f} s", flush=True)


def is_taken(port: int) -> bool:
    """Whether something else listens on a port of this machine."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return True
    return False


class Portal:
    """Everything `script/server` starts, in order, and stops, in the opposite order."""

    def __init__(self, folder: Folder, port: int) -> None:
        self.folder = folder
        self.port = port
        self.address = f"http://127.0.0.1:{port}/"
        self.services = Services(folder)
        self.own: list[Child] = []
        self.environment = self._environment()

    def start(self) -> None:
        """Bring everything up; afterwards the address answers."""
        with step("PostgreSQL"):
            self.services.start_postgres()
        with step("Valkey"):
            self.services.start_valkey()
        self._prepare_tables()
        self._collect_styles()
        self._load_demo()
        with step("Web, worker and timed jobs"):
            for child in (self._worker(), self._beat(), self._web()):
                self.own.append(child)
                child.start()
                self.folder.note_children(self._all())
            wait_ready(self.own[-1], self.is_answering)
        self.folder.note(address=self.address)

    def watch(self) -> None:
        """Start again what ends by itself; give up, with the reason, on what keeps ending."""
        while True:
            for child in self._all():
                if not child.is_running():
                    self._start_again(child)
            time.sleep(0.5)

    def stop(self) -> None:
        """Stop web, then worker and beat, then Valkey, then PostgreSQL."""
        for child in reversed(self.own):
            child.stop()
        self.services.stop()

    def is_answering(self) -> bool:
        """Whether the portal says that it is well."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            link.request("GET", "/healthz")
            return link.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()

    def _all(self) -> list[Child]:
        return [*self.services.children, *self.own]

    def _environment(self) -> dict[str, str]:
        defaults = {
            "SECRET_KEY": self.folder.secrets()["secret_key"],
            "DEMO_MODE": "1",
            "DEBUG": "0",
            "SITE_URL": self.address.rstrip("/"),
            "MAIL_FOLDER": str(self.folder.path / "mail"),
            "DJANGO_SETTINGS_MODULE": "cocreation.settings",
            "PYTHONUNBUFFERED": "1",
        }
        # Whatever else it is called, this machine must be able to ask it whether it is well.
        hosts = os.environ.get("ALLOWED_HOSTS", "localhost") + ",127.0.0.1"
        given = {**os.environ, "ALLOWED_HOSTS": hosts}
        return {**defaults, **given, **self.services.environment}

    def _program(self, name: str, command: list[str], log: str) -> Child:
        return Child(name, command, self.folder.log / log, self.environment, ROOT)

    def _web(self) -> Child:
        threads = str(WEB_THREADS)
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", "1", "--blocking-threads", threads]
        command += ["--backpressure", WEB_CONNECTIONS, "--workers-kill-timeout", "10", "--no-ws"]
        return self._program("Web", [*command, "cocreation.wsgi:application"], "web.log")

    def _worker(self) -> Child:
        command = [sys.executable, "-m", "celery", "-A", "cocreation", "worker", "--pool=threads"]
        command += ["--concurrency=2", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
        return self._program("Worker", command, "worker.log")

    def _beat(self) -> Child:
        schedule = self.folder.path / "beat-schedule"
        command = [sys.executable, "-m", "celery", "-A", "cocreation", "beat", "--pidfile="]
        command += [f"--schedule={schedule}", "--loglevel=INFO"]
        return self._program("Timed jobs", command, "beat.log")

    def _manage(self, *words: str, role: str = "app") -> None:
        """Run a command of manage.py, as one of the database roles; its output goes to a log."""
        log = self.folder.log / "manage.log"
        log.unlink(missing_ok=True)
        with open_log(log) as output:
            done = subprocess.run(
                [sys.executable, "manage.py", *words],
                cwd=ROOT,
                env={**self.environment, "DATABASE_ROLE": role},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode != 0:
            raise StackError(f"manage.py {' '.join(words)} failed:\n{_end_of(log)}")

    def _tables_mark(self) -> str:
        """A mark of all migrations, of the packages and of what the database says it has run."""
        postgres = self.services.postgres
        run = postgres and postgres.ask(
            "select count(*), max(id), max(applied) from django_migrations", role="owner"
        )
        migrations = [path for path in ROOT.glob("*/migrations/*.py") if path.is_file()]
        return fingerprint(run, files_mark(migrations), _packages()) if run else ""

    def _prepare_tables(self) -> None:
        mark = self.folder.path / "postgres.tables"
        if (now := self._tables_mark()) and mark.exists() and mark.read_text() == now:
            return
        with step("Tables"):
            self._manage("migrate", "--no-input", role="owner")
        write_private(mark, self._tables_mark())

    def _collect_styles(self) -> None:
        sources = [ROOT / "static", ROOT / "var/assets"]
        files = [path for source in sources for path in source.rglob("*") if path.is_file()]
        storage = self.environment.get("STATICFILES_STORAGE", "")
        mark, now = ROOT / "var/static.mark", fingerprint(files_mark(files), _packages(), storage)
        if mark.exists() and mark.read_text() == now and (ROOT / "var/static").exists():
            return
        with step("Styles and scripts"):
            self._manage("collectstatic", "--no-input")
        write_private(mark, now)

    def _load_demo(self) -> None:
        """Load the invented data, unless demo mode is off or this database has it already."""
        mark = self.folder.path / "postgres.demo"
        is_off = self.environment["DEMO_MODE"].lower() in {"", "0", "no", "off", "false"}
        if is_off or (mark.exists() and self.services.postgres):
            return
        with step("Invented data"):
            self._manage("demo")
        write_private(mark, "loaded")

    def _start_again(self, child: Child) -> None:
        recent = [at for at in child.starts if at > time.monotonic() - WITHIN_SECONDS]
        child.stop()
        if len(recent) > RESTARTS:
            raise StackError(
                f"{child.name} ended {len(recent)} times within {WITHIN_SECONDS} seconds, so "
                f"everything is stopped. The end of {child.log}:\n{child.last_lines()}"
            )
        pause = 0.25 * 2 ** len(recent)
        print(f"{child.name} ended by itself; starting it again in {pause:.1f} s.", flush=True)
        time.sleep(pause)
        child.start()
        self.folder.note_children(self._all())


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])


def _packages() -> str:
    """A mark of the installed packages that bring tables or styles."""
    names = ("django", "django-allauth", "django-pghistory", "django-pgtrigger")
    return fingerprint([metadata.version(name) for name in names])


def _running_address(folder: Folder) -> str:
    """The address of the run that has the folder, once it is up; empty if it ends first."""

    def is_settled() -> bool:
        return bool(folder.state().get("address")) or folder.lock()

    wait_until(is_settled, 300, 0.2)
    folder.unlock()
    return str(folder.state().get("address", ""))


def serve(path: Path) -> int:
    """Run the portal until asked to stop; returns the exit code."""
    folder = Folder(path)
    if not folder.lock():
        if address := _running_address(folder):
            print(f"Already running: {address}")
            return 0
        raise StackError("Another start was under way and ended early; try again.")
    if folder.heal():
        print("  The last run was broken off; what it left behind has been ended.")
    port = int(read_port(os.environ.get("PORT", "8000")))
    # What a killed run listened with may still be on its way out.
    if not wait_until(lambda: not is_taken(port), PORT_IS_LEFT_WITHIN):
        raise StackError(
            f"Port {port} is in use by another program. "
            f"Choose another, for example: PORT={port + 1} script/server"
        )
    portal = Portal(folder, port)
    begun = time.monotonic()
    try:
        portal.start()
        print(f"  Started in {time.monotonic() - begun:.1f} s; logs are in {folder.log}")
        print(f"Ready: {portal.address}", flush=True)
        portal.watch()
    finally:
        portal.stop()
    return 0


def read_port(text: str) -> int:
    """A port number from the environment."""
    if not text.isdigit() or not 0 < int(text) < 65_536:
        raise StackError(f"PORT is a number from 1 to 65535, not “{text}”.")
    return int(text)
