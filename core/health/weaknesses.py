"""What is weaker than it should be in production, each with what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core.files import scanner
from core.files.selectors import file_facts
from core.health.probes import cache_answers
from core.health.selectors import database_facts, database_roles, pulses
from core.outbox.selectors import outbox_facts

HERE = {"", "localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Weakness:
    """One finding. `is_fault` means that something does not work now."""

    what: str
    advice: str
    is_fault: bool = False


def weaknesses() -> list[Weakness]:
    """Everything that is weaker, faults first. The database must answer."""
    found = [weakness for check in CHECKS for weakness in check()]
    return sorted(found, key=lambda weakness: not weakness.is_fault)


def _kind_of_run() -> Iterator[Weakness]:
    if settings.DEBUG:
        yield Weakness("DEBUG is on: error pages show the inside of the portal.", "Set DEBUG=0.")
    if settings.DEMO_MODE:
        yield Weakness(
            "Demo mode is on: anyone can sign in as an invented person.", "Set DEMO_MODE=0."
        )
    if not settings.IS_HTTPS:
        yield Weakness(
            "The portal is served without HTTPS: passwords can be read on the way.",
            "Set SITE_URL to the https address and let the proxy end TLS.",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Weakness("Any host name is accepted.", "Name the portal's own in ALLOWED_HOSTS.")


def _keys() -> Iterator[Weakness]:
    if settings.OUTBOX_KEY == settings.SECRET_KEY:
        yield Weakness(
            "Waiting sign-in mail is encrypted with a key made from SECRET_KEY: when that is "
            "changed, such mail can no longer be sent.",
            "Set OUTBOX_KEY to 50 random characters of its own.",
        )


def _database() -> Iterator[Weakness]:
    if any(role.is_shared for role in database_roles()):
        yield Weakness(
            "One database role does several kinds of work, so nothing guards the history.",
            "Give DATABASE_URL, DATABASE_OWNER_URL and DATABASE_PUBLISHER_URL a role each.",
        )
    facts = database_facts()
    if facts.is_superuser:
        yield Weakness(
            "The portal uses the database as a superuser.", "Use an ordinary role in DATABASE_URL."
        )
    elif facts.can_change_history:
        yield Weakness(
            "The role that serves pages can change the record of who did what.",
            "Run manage.py migrate as the owner: it sets the rights.",
        )
    host = str(settings.DATABASES["default"]["HOST"])
    if not host.startswith("/") and host not in HERE and not facts.is_encrypted:
        yield Weakness(
            "The database is on another machine and the connection is not encrypted.",
            "Use a PostgreSQL with TLS.",
        )


def _migrations() -> Iterator[Weakness]:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Weakness(
            "The database's tables are older than the program.", "Run manage.py migrate.", True
        )


def _cache() -> Iterator[Weakness]:
    if not cache_answers():
        yield Weakness(
            "Valkey or Redis does not answer: pages are slower, messages go out up to half a "
            "minute later, timed jobs do not run.",
            "Start it, or correct REDIS_URL.",
            True,
        )
    address = urlsplit(settings.REDIS_URL)
    if not address.password:
        yield Weakness("Valkey or Redis asks for no password.", "Set one, and put it in REDIS_URL.")
    if (address.hostname or "") not in HERE and address.scheme != "rediss":
        yield Weakness(
            "Valkey or Redis is on another machine and the connection is not encrypted.",
            "Use a rediss:// address.",
        )


def _mail() -> Iterator[Weakness]:
    if settings.MAIL_DELIVERY != "smtp":
        yield Weakness(
            f"Messages reach nobody: they go to the {settings.MAIL_DELIVERY}.",
            "Set MAIL_DELIVERY=smtp and the EMAIL_ settings.",
        )
    elif settings.EMAIL_HOST not in HERE and not settings.EMAIL_USE_TLS:
        yield Weakness("Mail goes to another machine without encryption.", "Set EMAIL_USE_TLS=1.")
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith(".example"):
        yield Weakness(
            "Mail comes from an address that does not exist.",
            "Set CONTACT_EMAIL or DEFAULT_FROM_EMAIL.",
        )


def _work() -> Iterator[Weakness]:
    late = [pulse.name for pulse in pulses() if pulse.is_late]
    if late:
        yield Weakness(
            f"Timed jobs have not run in time: {', '.join(late)}.",
            "See that the worker and beat are running. If they are, the log says at row_left_out "
            "which rows could not be done.",
            True,
        )
    outbox = outbox_facts()
    if outbox.is_late:
        yield Weakness(
            "A message has been waiting for more than five minutes.",
            "See that a worker is running and that the mail server answers.",
            True,
        )
    if outbox.held:
        yield Weakness(
            f"Messages held for someone to decide: {outbox.held}.", "Open Messages in the portal."
        )


def _files() -> Iterator[Weakness]:
    if not scanner.is_set():
        yield Weakness(
            "Files that people hand in are not looked at for viruses.",
            "Run ClamAV's clamd and set SCANNER_ADDRESS.",
        )
    elif not scanner.answers():
        yield Weakness(
            "The virus scanner does not answer: new files wait and nobody can open them.",
            "Start clamd, or correct SCANNER_ADDRESS.",
            True,
        )
    facts = file_facts()
    if facts.damaged:
        yield Weakness(
            f"Stored files that are damaged or missing: {facts.damaged}.",
            "See the log for file_damaged and file_missing, and put them back from the back-up.",
            True,
        )
    if facts.is_late:
        yield Weakness(
            "A file has been waiting to be checked for more than ten minutes.",
            "See that a worker is running.",
            True,
        )
    if facts.free < settings.FILES_KEEP_FREE * 2:
        yield Weakness(
            f"There is little room left for files: {facts.free_words}.",
            "Make room on the disk of FILES_FOLDER.",
            facts.free < settings.FILES_KEEP_FREE,
        )


CHECKS: tuple[Callable[[], Iterator[Weakness]], ...] = (
    _kind_of_run,
    _keys,
    _database,
    _migrations,
    _cache,
    _mail,
    _work,
    _files,
)
