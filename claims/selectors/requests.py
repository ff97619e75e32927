"""Reads of what people ask before they spend: their own, and those that wait for an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from activities.models import Session, SignUp
from activities.rules.sign_up import UNDER_WAY
from claims.models import Category, Claim, DeclaredInterest, Line, SpendingRequest
from claims.models.request import SETTLED
from claims.rules.requests import RequestFacts
from claims.selectors.deciders import is_interested, is_own
from claims.selectors.deciding import in_scope
from claims.selectors.policy import edition_on, terms_on
from community.models import Person
from community.selectors.people import all_ids, own_record

State, How = SpendingRequest.State, SpendingRequest.How
MOST_OFFERED = 20
# What a journey by one's own vehicle costs is known beforehand: asked only where it has to be.
SELDOM_ASKED = frozenset({Category.MILEAGE})


@dataclass(frozen=True)
class SortAsked:
    """A sort of cost that may be asked about, and whether it has to be."""

    category: Category
    covers: str
    is_needed: bool


def sorts_to_ask(day: date) -> list[SortAsked]:
    """What may be asked about under the policy of a day: first what has to be."""
    terms = terms_on(day)
    if terms is None:
        return []
    rules = [terms.categories[each] for each in Category if each in terms.categories]
    found = [
        SortAsked(Category(rule.category), rule.covers, rule.is_asked_first)
        for rule in rules
        if rule.is_offered and (rule.is_asked_first or rule.category not in SELDOM_ASKED)
    ]
    return sorted(found, key=lambda each: not each.is_needed)


def coming_up(person: Person) -> list[Session]:
    """The sessions somebody is down for, the next first."""
    rows = SignUp.objects.filter(
        person_id__in=all_ids(person),
        status__in=UNDER_WAY,
        opportunity__session__held_on__gte=timezone.localdate(),
    ).exclude(opportunity__session__status=Session.Status.CANCELLED)
    found = rows.select_related("opportunity__session__activity").order_by(
        "opportunity__session__held_on", "pk"
    )
    return [row.opportunity.session for row in found[:MOST_OFFERED]]


def own_requests(account: Any) -> QuerySet[SpendingRequest]:
    """Everything somebody asked, the newest first."""
    person = own_record(account)
    if person is None:
        return SpendingRequest.objects.none()
    rows = SpendingRequest.objects.filter(person_id__in=all_ids(person))
    return rows.select_related("session__activity").order_by("-pk")


def find_own_request(account: Any, request_id: int) -> SpendingRequest:
    """One of these, or 404."""
    found = own_requests(account).select_related("person").filter(pk=request_id).first()
    if found is None:
        raise Http404
    return found


def claim_with(request: SpendingRequest) -> Claim | None:
    """The claim that carries it."""
    lines = Line.objects.filter(request=request).exclude(state=Line.State.WITHDRAWN)
    line = lines.select_related("claim").first()
    return line.claim if line else None


def drafts_of(person: Person) -> list[Claim]:
    """What somebody is writing, to put a cost into."""
    rows = Claim.objects.filter(person_id__in=all_ids(person), state=Claim.State.DRAFT)
    return list(rows.select_related("activity").order_by("-pk")[:MOST_OFFERED])


def desk_requests(account: Any) -> QuerySet[SpendingRequest]:
    """All that somebody may answer: of their services, none of their own or of whom they know."""
    records = Person.objects.filter(account=account.pk)
    known = DeclaredInterest.objects.filter(
        Q(person=OuterRef("person")) | Q(person__merged_into=OuterRef("person")),
        account=account.pk,
        ended_at__isnull=True,
    )
    return (
        SpendingRequest.objects.filter(in_scope(account))
        .exclude(person__in=records)
        .exclude(person__in=records.exclude(merged_into=None).values("merged_into"))
        .exclude(entered_by=account.pk)
        .exclude(Exists(known))
        .select_related("person", "session__activity")
    )


# Somebody waits for an answer, a booking or their cash.
TO_DO = Q(state=State.ASKED) | (Q(state=State.AGREED) & ~Q(how=How.CLAIM))


def find_desk_request(account: Any, request_id: int) -> SpendingRequest:
    """One of these, or 404."""
    found = desk_requests(account).filter(pk=request_id).first()
    if found is None:
        raise Http404
    return found


def request_facts(row: SpendingRequest) -> RequestFacts:
    """What the rules want to know for the person themselves."""
    return RequestFacts(
        owner_account_id=row.person.account_id,
        state=row.state,
        how=row.how,
        agreed_pence=row.agreed_pence,
        answered_by_id=row.answered_by_id,
        entered_by_id=row.entered_by_id,
    )


def desk_request_facts(account: Any, row: SpendingRequest) -> RequestFacts:
    """What they want to know for somebody who answers."""
    edition = edition_on(timezone.localdate())
    scope = SpendingRequest.objects.filter(in_scope(account), pk=row.pk)
    return RequestFacts(
        owner_account_id=row.person.account_id,
        state=row.state,
        how=row.how,
        agreed_pence=row.agreed_pence,
        answered_by_id=row.answered_by_id,
        entered_by_id=row.entered_by_id,
        is_in_scope=scope.exists(),
        is_own=is_own(account, row.person),
        is_interested=is_interested(account, row.person),
        second_above_pence=edition.second_above_pence if edition else 0,
    )


def agreed_of(lines: Collection[Line]) -> Mapping[int, int]:
    """By line, what was agreed before it was spent; only of those that somebody asked about."""
    asked = [line.request_id for line in lines if line.request_id]
    if not asked:
        return {}
    rows = SpendingRequest.objects.filter(pk__in=asked, agreed_pence__isnull=False)
    agreed = {row.pk: row.agreed_pence or 0 for row in rows}
    return {line.pk: agreed[line.request_id] for line in lines if line.request_id in agreed}


def settled_for(person: Person, days: Iterable[date]) -> Mapping[tuple[str, date], str]:
    """What the trust paid for on some days, by sort of cost: the reference of the request."""
    rows = SpendingRequest.objects.filter(
        person_id__in=all_ids(person), state__in=SETTLED, needed_on__in=set(days)
    )
    return {(row.category, row.needed_on): row.reference for row in rows}
