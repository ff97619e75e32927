"""What this app puts into the sockets of lower apps."""

from typing import Any

from claims.rules.entering import enter_blocker
from claims.services.person_data import Claims
from claims.tellings import told
from community.sockets import PERSON_DATA, PERSON_PANELS, Panel
from core.tellings.sockets import TELLINGS


def _enter_claim(person: Any, viewer: Any) -> Panel | None:
    if enter_blocker(viewer, person.account_id):
        return None
    return Panel(
        "Claims",
        "claims/_enter_panel.html",
        {"number": f"P{person.pk:05d}", "person_id": person.pk},
    )


TELLINGS.plug(told)
PERSON_DATA.plug(Claims())
PERSON_PANELS.plug(_enter_claim)
