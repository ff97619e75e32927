"""Which name stands on a certificate: nobody prints one that they may not read."""

from __future__ import annotations

from typing import Any

from activities.models import Session, SignUp
from community.models import Person
from community.rules.people import KEEP

# What the person chooses in the address: the name others see.
SHOWN = "shown"


def shown_name(person: Person, session: Session) -> str:
    """The name that somebody showed at a session, or shows otherwise; empty if they show none."""
    rows = SignUp.objects.filter(person=person, opportunity__session=session)
    return rows.values_list("shown_name", flat=True).first() or person.shown_name


def own_name(person: Person, session: Session, chosen: str) -> str:
    """The name that somebody wants on their own certificate."""
    return (shown_name(person, session) if chosen == SHOWN else "") or person.name


def other_name(person: Person, session: Session) -> str:
    """The name others see, where it is another one than their own: then there is a choice."""
    found = shown_name(person, session)
    return found if found != person.name else ""


def name_for_viewer(person: Person, session: Session, viewer: Any) -> str:
    """The name that who prints it may read; empty: a line, on which it is written by hand."""
    return person.name if viewer.may(KEEP) else shown_name(person, session)
