"""What the health page and the doctor know: pulses, messages, database roles, versions."""

import platform
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

import celery
import django
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from core.files.selectors import FileFacts, file_facts
from core.models import Act, Heartbeat
from core.outbox.selectors import OutboxFacts, outbox_facts

# A job is late when three of its turns have passed, and a daily one after two hours more.
GRACE = timedelta(seconds=30)
DAILY = timedelta(hours=26)


@dataclass(frozen=True)
class Pulse:
    """One timed job: when it last finished, and whether that is too long ago."""

    name: str
    last_at: datetime | None
    is_late: bool

    @property
    def words(self) -> str:
        """The name as people read it: "sweep_outbox" is "Sweep outbox"."""
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True)
class DatabaseRole:
    """What a role is used for and which role of the database it is."""

    use: str
    name: str
    is_shared: bool


@dataclass(frozen=True)
class DatabaseFacts:
    """The connection in force."""

    current_user: str
    is_superuser: bool
    can_change_history: bool
    is_encrypted: bool
    version: str


@dataclass(frozen=True)
class Health:
    """Everything on the health page."""

    pulses: list[Pulse]
    outbox: OutboxFacts
    files: FileFacts
    roles: list[DatabaseRole]
    database: DatabaseFacts
    versions: list[tuple[str, str]]


def health() -> Health:
    """The state of the portal now."""
    database = database_facts()
    return Health(
        pulses=pulses(),
        outbox=outbox_facts(),
        files=file_facts(),
        roles=database_roles(),
        database=database,
        versions=[
            ("Python", platform.python_version()),
            ("Django", django.get_version()),
            ("Celery", celery.__version__),
            ("PostgreSQL", database.version),
            ("Cache", cache_version()),
        ],
    )


def pulses(now: datetime | None = None) -> list[Pulse]:
    """Each timed job of the schedule, in its order.

    One that never ran is late when its time has passed since the portal's first act.
    """
    now = now or timezone.now()
    last = dict(Heartbeat.objects.values_list("name", "at"))
    # Ids of acts sort by time, so this is one step into an index.
    first = Act.objects.order_by("id").values_list("at", flat=True).first() or now
    return [
        Pulse(
            name=name,
            last_at=last.get(name),
            is_late=now - last.get(name, first) > _allowed(entry["schedule"]),
        )
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items()
    ]


def _allowed(schedule) -> timedelta:
    return schedule * 3 + GRACE if isinstance(schedule, timedelta) else DAILY


def database_roles() -> list[DatabaseRole]:
    """Which role of the database each kind of work uses, as the settings say."""
    uses = {
        "app": "Pages and background work",
        "owner": "Changes of the tables",
        "publisher": "Publishing of protected figures",
    }
    names = {
        role: unquote(urlsplit(address).username or "")
        for role, address in settings.DATABASE_URLS.items()
    }
    return [
        DatabaseRole(
            use=uses[role],
            name=name,
            is_shared=list(names.values()).count(name) > 1,
        )
        for role, name in names.items()
    ]


def database_facts() -> DatabaseFacts:
    """What the database says about this very connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT current_user, r.rolsuper,
                   has_table_privilege(current_user, %s, 'UPDATE, DELETE, TRUNCATE'),
                   coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false),
                   current_setting('server_version')
            FROM pg_roles r WHERE r.rolname = current_user
            """,
            [Act._meta.db_table],
        )
        return DatabaseFacts(*cursor.fetchone())


def cache_version() -> str:
    """The cache server's name and version, or that it does not answer."""
    told = getattr(cache, "server_version", None)
    return told() if told else "in memory"
