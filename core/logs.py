"""Logs as data: one line per event, JSON in production and readable in a demo.

Only the fields named here are written, and e-mail addresses and keys in addresses are
masked wherever they stand, and so is what the database quotes when it refuses something,
so that a careless line cannot spill what people wrote.
"""

import logging
import re
from typing import Any

import structlog
from django.conf import settings
from structlog.typing import EventDict, Processor

# What a line may hold. Anything else that is handed in is left out.
FIELDS = frozenset(
    {
        "event", "level", "logger", "timestamp", "exception",
        "request_id", "act_id", "job", "method", "route", "status", "milliseconds",
        "message_id", "purpose", "state", "attempt", "count", "code", "fault", "reason",
        "service", "subject_type", "subject_id", "user_id", "table", "command", "seconds",
    }
)  # fmt: skip
# Each begins only where a run of its letters begins: tried from every letter of a long address,
# the time would grow with the square of its length, and anybody can send one.
_ADDRESS = re.compile(
    r"(?<![^\s<>\"(),:;@\[\]=/?&])[^\s<>\"(),:;@\[\]=/?&]+(?:@|%40)[^\s<>\"'(),:;@\[\]=/?&]+"
)
# Sign-in links carry their key in the path; queries may hold anything somebody searched for.
_KEY = re.compile(r"(/(?:key|confirm-email|code|enter)/)[^/\s\"'?]+")
_QUERY = re.compile(r"(?<=\S)\?[^\s\"'?=]+=[^\s\"']*")
LONGEST = 1_000  # letters of a value; only what broke may say more

# The parts of a refusal that quote what somebody typed, over many lines if need be: to the
# end of the text, or to where Python goes on with the next exception of a chain.
_REFUSED = re.compile(
    r"\b(DETAIL|HINT|CONTEXT|QUERY|STATEMENT|LINE \d+|Failing row contains|out of range"
    r"|invalid input (?:syntax|value) for [^\n:\"]{1,200})(?::| \().*?"
    r"(?=\n\n(?:The above exception was|During handling of the above) |\Z)",
    re.DOTALL,
)


def masked(text: str) -> str:
    """The text without addresses, sign-in keys, query strings and the database's quotations."""
    text = _REFUSED.sub(r"\1: …", text)
    return _QUERY.sub("?…", _KEY.sub(r"\1…", _ADDRESS.sub("[address]", text)))


def _cut(name: str, text: str) -> str:
    if name == "exception" or len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}…"


def _only_allowed(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Drop fields that are not on the list and mask what the others say."""
    return {
        name: masked(_cut(name, value)) if isinstance(value, str) else value
        for name, value in event.items()
        if name in FIELDS or name.startswith("_")
    }


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def formatter() -> logging.Formatter:
    """The formatter named in settings.LOGGING; sets structlog up on the way.

    Lines of Django, Celery and other libraries pass through the same fields.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    is_readable = settings.DEMO_MODE or settings.DEBUG
    last: Processor = (
        structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
        if is_readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.processors.format_exc_info,
            _only_allowed,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            last,
        ],
    )
