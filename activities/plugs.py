"""What this app plugs into the sockets of lower ones."""

from typing import Any

from activities import forgetting
from activities.exports import exports
from activities.imports.kind import Activities
from activities.selectors.interests import saved_by
from activities.selectors.taking_part import last_led, taking_part_of
from activities.services.person_data import SignUps
from activities.tellings import told
from activities.work import kinds
from community.sockets import PERSON_DATA, PERSON_PANELS, SESSION_LEADERS, Panel
from core.exports.sockets import EXPORTS
from core.imports.sockets import IMPORT_KINDS
from core.sockets import AFTER_MIGRATE
from core.tellings.sockets import TELLINGS
from core.work.sockets import WORK_KINDS


def _taking_part(person: Any, viewer: Any) -> Panel | None:
    found = taking_part_of(person, viewer)
    return Panel("Takes part in", "activities/_taking_part_panel.html", found) if found else None


def _wants_to_hear_of(person: Any, viewer: Any) -> Panel | None:
    found = saved_by(person, viewer)
    heading, template = "New things they want to hear of", "activities/_interests_panel.html"
    return Panel(heading, template, found) if found else None


IMPORT_KINDS.plug(Activities())
WORK_KINDS.plug(kinds)
EXPORTS.plug(exports)
TELLINGS.plug(told)
AFTER_MIGRATE.plug(forgetting.statements)
PERSON_DATA.plug(SignUps())
PERSON_PANELS.plug(_taking_part)
SESSION_LEADERS.plug(last_led)
PERSON_PANELS.plug(_wants_to_hear_of)
