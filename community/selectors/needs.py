"""What people need, for those who may know it; who looked; what is due for a review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from community.models import (
    Adjustment,
    Channel,
    Concern,
    EmergencyContact,
    Look,
    Need,
    NeedsKeptFrom,
    Person,
    SharedWith,
    Status,
)
from community.models.need_words import CATEGORY_OF, PLACE, Category
from community.rules.needs import (
    CONCERN_WITHIN,
    SEE_CONCERNS,
    concern_blocker,
    may_look,
    read_needs_blocker,
)
from community.rules.people import KEEP
from community.selectors.people import (
    OPEN_STATUSES,
    all_ids,
    by_person,
    find_person,
    person_facts,
    visible_to,
)
from community.sockets import SESSION_LEADERS

# An emergency contact that was asked for is shown for so long.
SHOWN_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class HostNeed:
    """What somebody who hosts is told of one need of one person."""

    person_id: int
    words: str
    detail: str
    category: Category


def is_kept_from(viewer: Any, person_ids: Sequence[int]) -> bool:
    """Whether one of these records says that this account is not shown its needs."""
    email = getattr(viewer, "email", "")
    return NeedsKeptFrom.objects.filter(person_id__in=person_ids, email=email).exists()


def needs_of(person: Person, *, ended: bool = False) -> list[Need]:
    """Everything a person needs now, or no longer needs, in the order of the pages."""
    return needs_of_many([person], ended=ended)[person.pk]


def needs_of_many(people: Sequence[Person], *, ended: bool = False) -> dict[int, list[Need]]:
    """The same of several people, by their numbers."""
    rows = by_person(people, Need.objects.filter(ended_on__isnull=not ended))
    return {
        person: sorted(needs, key=lambda row: (PLACE[row.code], row.pk))
        for person, needs in rows.items()
    }


def needs_shared_with(viewer: Any, person: Person) -> list[Need]:
    """What this viewer may know of a person's needs: the person and the team, unless they are
    kept from the viewer, all of them. Who hosts is told by `needs_for_host`, others nothing."""
    kept = is_kept_from(viewer, all_ids(person))
    if read_needs_blocker(viewer, person_facts(person), is_kept_from=kept):
        return []
    return needs_of(person)


def needs_for_host(
    person_ids: Iterable[int], *, host: Any, is_organiser: bool
) -> Mapping[int, list[HostNeed]]:
    """What a host is told of the people who come: by person, in the order of the pages.

    An organiser is told what is shared with the organiser or with all hosts, another host only
    the latter; nobody what is only for the team, nor anything of people who keep it from them.
    """
    shared = [SharedWith.HOSTS, SharedWith.ORGANISER] if is_organiser else [SharedWith.HOSTS]
    wanted = set(person_ids)
    kept = NeedsKeptFrom.objects.filter(email=host.email)
    records = Person.objects.filter(Q(pk__in=wanted) | Q(merged_into__in=wanted))
    leads = {
        pk: into if into in wanted else pk for pk, into in records.values_list("pk", "merged_into")
    }
    hidden = {
        leads[pk] for pk in kept.filter(person_id__in=leads).values_list("person_id", flat=True)
    }
    rows = Need.objects.filter(person_id__in=leads, ended_on__isnull=True, shared_with__in=shared)
    found: dict[int, list[HostNeed]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (PLACE[row.code], row.pk)):
        person_id = leads[row.person_id]
        if person_id not in hidden:
            found[person_id].append(HostNeed(person_id, row.words, row.detail, row.category))
    return dict(found)


def find_for_needs(viewer: Any, person_id: int) -> Person:
    """A person whose needs page this viewer may open: their own or, for the team, anybody's.

    404 for everybody else, also for those from whom the needs are kept.
    """
    person = find_person(viewer, person_id)
    kept = is_kept_from(viewer, all_ids(person))
    if read_needs_blocker(viewer, person_facts(person), is_kept_from=kept):
        raise Http404
    return person


def find_need(viewer: Any, need_id: int) -> tuple[Person, Need]:
    """A need with the person whose it is; 404 if this viewer may not open it."""
    row = Need.objects.filter(pk=need_id).first()
    if row is None:
        raise Http404
    return find_for_needs(viewer, row.person_id), row


def find_adjustment(viewer: Any, adjustment_id: int) -> tuple[Person, Adjustment]:
    """An adjustment with its person; 404 if this viewer may not open it."""
    row = Adjustment.objects.filter(pk=adjustment_id).first()
    if row is None:
        raise Http404
    return find_for_needs(viewer, row.person_id), row


def adjustments_of(person: Person) -> QuerySet[Adjustment]:
    """What was offered to a person, last first."""
    return Adjustment.objects.filter(person_id__in=all_ids(person)).select_related("need")


def kept_from(person: Person) -> QuerySet[NeedsKeptFrom]:
    """Who is not shown what this person needs."""
    return NeedsKeptFrom.objects.filter(person_id__in=all_ids(person))


def looks_at(person: Person, *what: str) -> QuerySet[Look]:
    """Who looked at something of a person, last first; everything if `what` is not given."""
    rows = Look.objects.filter(person_id__in=all_ids(person)).select_related("by")
    return rows.filter(what__in=what) if what else rows


def emergency_contact(person: Person) -> EmergencyContact | None:
    """Whom to call for a person. A page shows it only to the person, or after a look."""
    rows = EmergencyContact.objects.filter(person_id__in=all_ids(person))
    # That of the record itself goes before those of records joined with it.
    return min(rows, key=lambda row: (row.person_id != person.pk, -row.pk), default=None)


def has_emergency_contact(person: Person) -> bool:
    """Whether there is anybody to call; that alone needs no look."""
    return EmergencyContact.objects.filter(person_id__in=all_ids(person)).exists()


def last_led(viewer: Any, person: Person) -> date | None:
    """The last day on which the viewer led a session that the person came to, as higher apps know."""
    days = (led(viewer, person) for led in SESSION_LEADERS)
    return max((day for day in days if day), default=None)


def leads_session_of(viewer: Any, person: Person) -> bool:
    """Whether the viewer leads a session today to which the person comes."""
    return last_led(viewer, person) == timezone.localdate()


def find_for_concern(viewer: Any, person_id: int) -> Person:
    """Somebody about whom this viewer may have passed a concern on; else 404.

    Whom they may see, and whoever came to a session that they led within the last days: also
    who is hidden, or has only just joined.
    """
    alias = Person.objects.filter(pk=person_id).values_list("merged_into", flat=True).first()
    rows = Person.objects.filter(merged_into__isnull=True, erased_at__isnull=True)
    person = rows.filter(pk=alias or person_id).first()
    if person is None or person.account_id == viewer.pk:
        raise Http404
    led = last_led(viewer, person)
    is_near = led is not None and timezone.localdate() - led <= CONCERN_WITHIN
    if concern_blocker(viewer, person_facts(person)) or not (is_near or is_seen(viewer, person)):
        raise Http404
    return person


def is_seen(viewer: Any, person: Person) -> bool:
    """Whether a viewer sees this person on the list of people."""
    return visible_to(viewer).filter(pk=person.pk).exists()


def find_for_emergency(viewer: Any, person_id: int) -> Person:
    """A person whose emergency contact this viewer may ask for, hidden ones too; else 404."""
    alias = Person.objects.filter(pk=person_id).values_list("merged_into", flat=True).first()
    rows = Person.objects.filter(merged_into__isnull=True, erased_at__isnull=True)
    person = rows.filter(pk=alias or person_id).first()
    if person and may_look(viewer, leads_session=leads_session_of(viewer, person)):
        return person
    raise Http404


def called_for(viewer: Any, person: Person) -> str:
    """What a viewer who may see little of people calls this one."""
    if is_seen(viewer, person):
        return person.name if viewer.may(KEEP) else person.known_as
    return f"the person with the number P{person.pk:05d}"


def fresh_look(viewer: Any, person: Person, look_id: int) -> Look | None:
    """The viewer's own look at the emergency contact, while it still opens it."""
    since = timezone.now() - SHOWN_FOR
    rows = looks_at(person, Look.What.EMERGENCY_CONTACT).filter(by=viewer, at__gte=since)
    return rows.filter(pk=look_id).first()


def concerns_of(viewer: Any, person: Person) -> Sequence[Concern]:
    """Concerns that were passed on, for those who may know that there were any."""
    if not viewer.may(SEE_CONCERNS) or person.account_id == viewer.pk:
        return []
    rows = Concern.objects.filter(person_id__in=all_ids(person))
    return list(rows.select_related("passed_by"))


def is_review_due(need: Need, today: date | None = None) -> bool:
    """Whether it is time to ask whether a need is still right."""
    return need.ended_on is None and need.review_on <= (today or timezone.localdate())


def people_due(viewer: Any, today: date | None = None) -> QuerySet[Person]:
    """People with a need whose review is due, but for those who keep their needs from the viewer."""
    today = today or timezone.localdate()
    due = Need.objects.filter(person=OuterRef("pk"), ended_on__isnull=True, review_on__lte=today)
    kept = NeedsKeptFrom.objects.filter(person=OuterRef("pk"), email=getattr(viewer, "email", ""))
    rows = visible_to(viewer).exclude(status__in=(Status.LEFT, Status.NOT_NOW))
    return rows.filter(Exists(due)).exclude(Exists(kept))


def needing(viewer: Any, code: str) -> Q:
    """Who needs this now, but for those who keep what they need from the viewer."""
    of_record = Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk"))
    there = Need.objects.filter(of_record, code=code, ended_on__isnull=True)
    kept = NeedsKeptFrom.objects.filter(of_record, email=getattr(viewer, "email", ""))
    return Q(Exists(there)) & ~Q(Exists(kept))


# Ways of reaching somebody that a need names; the others go through a person of the team.
WAYS = {
    "contact_email": Channel.EMAIL,
    "contact_text": Channel.TEXT,
    "contact_letter": Channel.POST,
    "contact_phone": Channel.TELEPHONE,
}


# Who needs one of these in a talk is not simply called.
NO_CALL = frozenset(
    {
        "professional_bsl",
        "professional_sse",
        "professional_hands_on",
        "professional_visual_frame",
        "professional_deafblind",
        "professional_lipspeaker",
        "professional_speech_to_text",
        "support_lip_reading",
        "language_interpreter",
    }
)
# What staff have to know before they call or write.
BEFORE_REACHING = (Category.CONTACT, Category.PROFESSIONAL, Category.LANGUAGE)


# Who wrote down one of these travels with help.
TRAVEL_HELP = frozenset({"before_travel", "after_home"})


def needs_travel_help(person: Person) -> bool:
    """Whether somebody needs help with the way: only that, and not which."""
    rows = Need.objects.filter(person__in=all_ids(person), code__in=TRAVEL_HELP)
    return rows.filter(ended_on__isnull=True).exists()


def is_call_unsure(person: Person) -> bool:
    """Whether what somebody needs speaks against a simple call: a relay, a supporter, an
    interpreter, or the language they like best."""
    codes = {need.code for need in needs_of(person)}
    ways = {code for code in codes if CATEGORY_OF[code] == Category.CONTACT}
    is_signing = person.language == "British Sign Language"
    return is_signing or bool(codes & NO_CALL) or bool(ways - WAYS.keys())


def wanted_ways(person: Person) -> list[str]:
    """The ways by which somebody said that they need to be reached, in the order of the page."""
    return wanted_ways_of([person])[person.pk]


def wanted_ways_of(people: Sequence[Person]) -> dict[int, list[str]]:
    """The same of several people, by their numbers."""
    return {
        person: [WAYS[need.code] for need in needs if need.code in WAYS]
        for person, needs in needs_of_many(people).items()
    }


def to_be_asked(today: date | None = None) -> list[int]:
    """Who takes part, has a need that is due, and was not yet asked if it is still right."""
    due = Need.objects.filter(
        ended_on__isnull=True,
        review_on__lte=today or timezone.localdate(),
        review_asked_at__isnull=True,
        person__merged_into__isnull=True,
        person__status__in=OPEN_STATUSES,
    )
    return sorted(set(due.values_list("person_id", flat=True)))
