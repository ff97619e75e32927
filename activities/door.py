"""The square code at the door of a session, and how often somebody may type a wrong one."""

from __future__ import annotations

import base64
from io import BytesIO

import segno
from allauth.core import ratelimit
from django.core.cache import caches
from django.http import HttpRequest

# Counted in this process as well, for when the shared cache is down; more patient, because each
# process counts for itself.
MOST_IN_PROCESS, WINDOW = 100, 600


def tries_over(request: HttpRequest, opportunity_id: int) -> bool:
    """Whether too many wrong codes came lately, from here or for this session."""
    if caches["process"].get(_counter(opportunity_id), 0) >= MOST_IN_PROCESS:
        return True
    return not ratelimit.consume(request, action="door", key=str(opportunity_id), dry_run=True)


def note_wrong(request: HttpRequest, opportunity_id: int) -> None:
    """Count a wrong code. Right ones are not: a whole group may share one address."""
    ratelimit.consume(request, action="door", key=str(opportunity_id))
    cache, counter = caches["process"], _counter(opportunity_id)
    if not cache.add(counter, 1, WINDOW):
        cache.incr(counter)


def _counter(opportunity_id: int) -> str:
    return f"door:{opportunity_id}"


def door_picture(address: str) -> str:
    """A QR code of an address, as a picture that stands in the page itself."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode()}"
