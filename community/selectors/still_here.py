"""The link with which somebody who was asked says that they still want to take part."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from community.models import Person

SALT = "community.still-here"
# Longer than the question waits for an answer, so that a late one is told where they stand.
LIFETIME = timedelta(days=180)


def still_here_address(person_id: int) -> str:
    """The whole address of the page that takes the answer."""
    token = signing.TimestampSigner(salt=SALT).sign(str(person_id)).replace(":", ".")
    return settings.SITE_URL + reverse("community:still_here", args=[token])


def person_of_still_token(token: str) -> Person | None:
    """Who was asked with a link; None for one that was never given or no longer counts."""
    try:
        pk = signing.TimestampSigner(salt=SALT).unsign(token.replace(".", ":"), max_age=LIFETIME)
    except signing.BadSignature:
        return None
    found = Person.objects.select_related("merged_into", "account").filter(pk=int(pk)).first()
    person = found and (found.merged_into or found)
    return person if person and person.erased_at is None else None
