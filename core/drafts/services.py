"""Keeping and dropping drafts. A draft is the person's own scrap paper, not a record: no act."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.postgres.functions import TransactionNow
from django.core import signing

from core.models import Draft

OWNER = "draft_owner"
PAGE = "draft_page"
SHOWN = "draft_shown"
NOT_KEPT = {"csrfmiddlewaretoken", OWNER, PAGE, SHOWN}
# Whatever the form, nothing whose name holds one of these is written down.
SECRETS = ("password", "code", "secret", "token")
LARGEST = 200_000
# Scrap paper, not a store: nobody works on more forms than this at once.
MOST_DRAFTS = 20
LONGEST_PAGE = 100
_SALT = "draft owner"


def owner_token(person) -> str:
    """Says whose form this is, so that a form sent after the session ended is kept for them."""
    return signing.dumps(person.pk, salt=_SALT)


def page_of(path: str) -> str:
    """The name under which the draft of a page with this address is kept."""
    return path[:LONGEST_PAGE]


def owner_of(token: str) -> int | None:
    """The person a token was made for, for two days; None for anything else."""
    try:
        return signing.loads(token, salt=_SALT, max_age=60 * 60 * 48)
    except signing.BadSignature:
        return None


def keep_draft(*, person_id: int, page: str, values: Mapping[str, list[str]]) -> bool:
    """Keep what was typed, in place of an earlier draft of the same page. False if it is too
    long, names no page, or the person keeps too many already."""
    page = page.replace("\x00", "")
    kept = {
        name.replace("\x00", ""): [text.replace("\x00", "") for text in each]
        for name, each in values.items()
        if not _is_left_out(name.replace("\x00", ""))
    }
    size = sum(len(name) + sum(map(len, each)) for name, each in kept.items())
    if not page or size > LARGEST or len(page) > LONGEST_PAGE:
        return False
    others = Draft.objects.filter(by=person_id).exclude(page=page)
    if others.count() >= MOST_DRAFTS:
        return False
    Draft.objects.bulk_create(
        [Draft(by_id=person_id, page=page, values=kept, updated_at=TransactionNow())],
        update_conflicts=True,
        unique_fields=["by", "page"],
        update_fields=["values", "updated_at"],
    )
    return True


def _is_left_out(name: str) -> bool:
    return name in NOT_KEPT or any(word in name.lower() for word in SECRETS)


def drop_draft(*, person_id: int, page: str) -> None:
    """Throw a draft away."""
    Draft.objects.filter(by_id=person_id, page=page).delete()
