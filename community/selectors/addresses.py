"""The link with which whoever gets the mail says whether an address is theirs."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from community.models import Person

SALT = "community.address"
LIFETIME = timedelta(days=30)


def address_check_address(person: Person) -> str:
    """The whole address of the page that asks. It ends with the e-mail address it is about."""
    words = f"{person.pk}-{_mark(person.email)}"
    token = signing.TimestampSigner(salt=SALT).sign(words).replace(":", ".")
    return settings.SITE_URL + reverse("community:address_check", args=[token])


def person_of_address_token(token: str) -> Person | None:
    """About whose address a link asks; None for one that was never given or no longer counts."""
    try:
        words = signing.TimestampSigner(salt=SALT).unsign(token.replace(".", ":"), max_age=LIFETIME)
    except signing.BadSignature:
        return None
    pk, _, mark = words.partition("-")
    person = Person.objects.select_related("merged_into", "account").filter(pk=int(pk)).first()
    person = person and (person.merged_into or person)
    return person if person and person.email and _mark(person.email) == mark else None


def _mark(email: str) -> str:
    return salted_hmac(SALT, email).hexdigest()[:16]
