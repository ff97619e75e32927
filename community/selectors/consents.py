"""What people agreed to, the words of it, and the link with which they change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from community.models import Channel, Consent, ConsentWording, Person, PreferenceLink, Purpose
from community.rules.consents import ConsentFacts
from community.selectors.people import all_ids, by_person

Key = tuple[str, str]  # purpose, channel
SALT = "community.preferences"
ALL = "all"
# What the one message is for that asks somebody of an earlier list what they agree to.
MAY_WE_WRITE = "may_we_write"


def present_wordings(on: date | None = None) -> dict[Key, ConsentWording]:
    """The words in use for each purpose and way: the latest that has begun."""
    rows = ConsentWording.objects.filter(valid_from__lte=on or timezone.localdate())
    found: dict[Key, ConsentWording] = {}
    for row in rows.order_by("valid_from", "version"):
        found[row.purpose, row.channel] = row
    return found


def all_wordings() -> QuerySet[ConsentWording]:
    """Every version of the words, for the list of them."""
    return ConsentWording.objects.all()


def latest_consents(person: Person) -> dict[Key, Consent]:
    """What somebody last said, for each purpose and way; what was never said is not there.

    What was said to a record that was joined with this one counts too.
    """
    return latest_consents_of([person])[person.pk]


def latest_consents_of(people: Sequence[Person]) -> dict[int, dict[Key, Consent]]:
    """The same of several people, by their numbers."""
    rows = Consent.objects.select_related("wording").order_by("at", "id")
    return {person: _latest(said) for person, said in by_person(people, rows).items()}


def _latest(rows: Iterable[Consent]) -> dict[Key, Consent]:
    """The last of each purpose and way, of rows in the order in which they were said."""
    return {(row.wording.purpose, row.wording.channel): row for row in rows}


def given_channels(person: Person, purpose: str) -> set[str]:
    """The ways by which somebody agreed to be written to about this."""
    return given_channels_of([person], purpose)[person.pk]


def given_channels_of(people: Sequence[Person], purpose: str) -> dict[int, set[str]]:
    """The same of several people, by their numbers."""
    return {
        person: {way for (about, way), row in said.items() if about == purpose and row.is_given}
        for person, said in latest_consents_of(people).items()
    }


def consent_facts(person: Person) -> ConsentFacts:
    """What the rules need to know."""
    return ConsentFacts(
        account_id=person.account_id,
        entered_by_id=person.entered_by_id,
        is_alias=person.merged_into_id is not None,
    )


def consent_version(person: Person) -> int:
    """Rises with each thing said: a page that is older than the last one must not undo it."""
    found = Consent.objects.filter(person__in=all_ids(person)).order_by("-id")
    return (found.values_list("id", flat=True).first() or 0) + 1


WITHOUT: Mapping[str, str] = {
    Channel.EMAIL: "We have no email address for you.",
    Channel.TEXT: "We have no telephone number for you.",
    Channel.TELEPHONE: "We have no telephone number for you.",
    Channel.POST: "You have not asked for letters, so we have no postal address for you.",
}


def reachable_channels(person: Person) -> list[str]:
    """The ways for which there is an address."""
    there = {
        Channel.EMAIL: bool(person.email),
        Channel.TEXT: bool(person.phone),
        Channel.TELEPHONE: bool(person.phone),
        Channel.POST: bool(person.is_post_wanted and person.address),
    }
    return [channel.value for channel in Channel if there[channel]]


def askable(person: Person, purposes: Iterable[str]) -> list[Key]:
    """What somebody could be asked about these purposes, by the ways that reach them if any do."""
    ways = set(reachable_channels(person)) or set(Channel.values)
    return [key for key in present_wordings() if key[0] in purposes and key[1] in ways]


@dataclass(frozen=True)
class PreferencePage:
    """What the page of preferences shows of one person."""

    wordings: Mapping[Key, ConsentWording]
    given: Mapping[Key, Consent]
    channels: tuple[str, ...]
    version: int
    said: tuple[Consent, ...] = ()

    @property
    def missing(self) -> list[str]:
        """Why some ways are not offered, each reason once."""
        gone = [WITHOUT[each] for each in Channel.values if each not in self.channels]
        return list(dict.fromkeys(gone))

    @property
    def has_any(self) -> bool:
        return any(row.is_given for row in self.given.values())


def preference_page(person: Person) -> PreferencePage:
    """Everything the page of preferences needs.

    A way for which there is no address any more is still offered where it was agreed to, so
    that it can be taken back.
    """
    rows = Consent.objects.filter(person__in=all_ids(person))
    rows = rows.select_related("wording", "recorded_by").order_by("-at", "-id")
    given = _latest(reversed(rows))
    agreed = {channel for (_, channel), row in given.items() if row.is_given}
    known = set(reachable_channels(person)) | agreed
    return PreferencePage(
        wordings=present_wordings(),
        given=given,
        channels=tuple(each for each in Channel.values if each in known),
        version=consent_version(person),
        said=tuple(rows),
    )


# --- The link ---------------------------------------------------------------------------


def token_of(link: PreferenceLink) -> str:
    """What stands in the link: a number and a serial, signed; nothing of the person."""
    return signing.Signer(salt=SALT).sign(f"{link.pk}-{link.serial}").replace(":", ".")


def preference_address(link: PreferenceLink) -> str:
    """The whole address of somebody's page of preferences."""
    return settings.SITE_URL + reverse("community:link_consents", args=[token_of(link)])


def unsubscribe_address(link: PreferenceLink, purpose: str) -> str:
    """The whole address that takes the one-click post of mail programs."""
    return settings.SITE_URL + reverse("community:unsubscribe", args=[token_of(link), purpose])


def person_of_token(token: str) -> Person | None:
    """Whose link it is; None for one that was never given or no longer counts: not which."""
    try:
        pk, _, serial = signing.Signer(salt=SALT).unsign(token.replace(".", ":")).partition("-")
    except signing.BadSignature:
        return None
    link = (
        PreferenceLink.objects.filter(pk=int(pk), serial=int(serial))
        .select_related("person__merged_into")
        .first()
    )
    if link is None:
        return None
    return link.person.merged_into or link.person


def purposes_of(purpose: str) -> Iterable[str]:
    """The purposes that a link to stop means."""
    if purpose == ALL:
        return Purpose.values
    if purpose not in Purpose.values:
        raise Http404
    return [purpose]
