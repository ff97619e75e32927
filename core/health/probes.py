"""One question to each server, answered now."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db import DatabaseError, connection

OK, MISSING = "ok", "missing"


@dataclass(frozen=True)
class Readiness:
    """What answered. Without the cache the portal works, only slower."""

    database: str
    cache: str

    @property
    def state(self) -> str:
        """`ready`, `degraded` or `unavailable`."""
        if self.database != OK:
            return "unavailable"
        return "ready" if self.cache == OK else "degraded"


def readiness() -> Readiness:
    """Ask the database, as the role that serves pages, and the cache."""
    return Readiness(database=_database(), cache=OK if cache_answers() else MISSING)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM core_act LIMIT 1")
    except DatabaseError:
        # A broken connection must not be kept for the next question.
        connection.close()
        return MISSING
    return OK


def cache_answers() -> bool:
    """Whether the cache's server answers now; a cache in memory always does."""
    ping = getattr(cache, "ping", None)
    return ping() if ping else True
