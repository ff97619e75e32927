"""Having a file made in tests."""

from __future__ import annotations

from core.exports.opening import content_at
from core.exports.services import (
    start_export,
)
from core.models import Export
from core.service import System
from core.work.worker import do_due

LIST = "/organisation/services/"
BY = System("tests")


def ask(person, address=LIST, form="xlsx") -> Export:
    content = content_at(address, person)
    return start_export(by=person, content=content, address=address, form=form)


def made(person, address=LIST, form="xlsx") -> Export:
    export = ask(person, address, form)
    assert do_due() == 1
    export.refresh_from_db()
    return export
