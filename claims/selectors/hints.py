"""What is known of the costs of a claim beside others, for the hints to those who decide.

All claims are looked through, whoever may open them; of one that the reader may not open only
that it exists is told. The number of queries is the same however many costs a claim has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Aggregate, IntegerField
from django.utils import timezone

from claims.hints import Hint, HintFacts, Matches, line_hints
from claims.models import Category, Claim, Line, Receipt
from claims.selectors.claims import check_lines, has_attended, terms_by_day
from claims.selectors.deciders import claims_decided_by
from claims.selectors.requests import settled_for
from community.selectors.people import all_ids

# What was usual longer ago says little: prices, homes and cars change.
LOOK_BACK = timedelta(days=730)
# What two people can share, and then each pays a part of.
SHARED = (Category.TAXI, Category.PARKING)
PAID = (Line.State.APPROVED, Line.State.PART)
# Nothing was asked for with these.
NOT_ASKED_FOR = (Claim.State.DRAFT, Claim.State.WITHDRAWN)


class Usual(Aggregate):
    """The value in the middle, as the database finds it."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = IntegerField()


@dataclass
class _Found:
    """What was found elsewhere, by line or by what is looked for."""

    claims: dict[int, str] = field(default_factory=dict)
    # By line: the other claims that have the same receipt or cost.
    receipts: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    costs: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    receipts_here: set[int] = field(default_factory=set)
    costs_here: set[int] = field(default_factory=set)
    shared: set[int] = field(default_factory=set)


def hints_for(claim: Claim, viewer: Any = None) -> Mapping[int, list[Hint]]:
    """What to look at, by the id of the line; for nobody named no other claim is named either."""
    checks = {check.line.pk: check for check in check_lines(claim)}
    # What puts an earlier line right is like that one, and no double of it.
    lines = [each.line for each in checks.values() if each.line.kind == Line.Kind.CLAIMED]
    handed_in = timezone.localdate(claim.sent_at) if claim.sent_at else timezone.localdate()
    sent_on = claim.agreed_on or handed_in
    people = all_ids(claim.person)
    found = _Found()
    _same_receipts(claim, lines, found)
    _same_costs(claim, lines, people, found)
    _name(found, viewer)
    past = _Past(claim, lines, people, sent_on)
    terms = terms_by_day(line.cost_on or sent_on for line in lines)
    came = has_attended(claim)
    trust_paid = settled_for(claim.person, {line.cost_on or sent_on for line in lines})
    hints: dict[int, list[Hint]] = {pk: [] for pk in checks}
    for line in lines:
        day = line.cost_on or sent_on
        policy = terms[day]
        facts = HintFacts(
            cost_on=day,
            sent_on=sent_on,
            pence=line.pence or 0,
            tenths=line.tenths if line.category == Category.MILEAGE else None,
            claim_within_days=policy.claim_within_days if policy else None,
            late_reason=claim.late_reason,
            more_than=_more_than(checks[line.pk].judgement.reasons),
            has_attended=came,
            trust_paid=trust_paid.get((line.category, day), ""),
            receipts=_matches(found, found.receipts[line.pk], line.pk in found.receipts_here),
            looks_same=_matches(found, found.costs[line.pk], line.pk in found.costs_here),
            is_maybe_shared=line.pk in found.shared,
            journeys=past.journeys(line),
            others=past.others if line.category == Category.MILEAGE else (),
            amounts=past.amounts(line),
        )
        hints[line.pk] = line_hints(facts)
    return hints


def _more_than(reasons: Iterable[Any]) -> str:
    return next((r.sentence for r in reasons if r.code in ("over_limit", "over_agreed")), "")


def _matches(found: _Found, claims: Collection[int], is_here: bool) -> Matches:
    named = sorted(found.claims[pk] for pk in claims if pk in found.claims)
    return Matches(tuple(named), is_in_this_claim=is_here, is_elsewhere=bool(claims))


def _name(found: _Found, viewer: Any) -> None:
    """The references of those that the reader may open."""
    ids = set().union(*found.receipts.values(), *found.costs.values())
    if not ids or viewer is None:
        return
    seen = claims_decided_by(viewer, timezone.localdate()).filter(pk__in=ids)
    found.claims = {row.pk: row.reference for row in seen}


def _same_receipts(claim: Claim, lines: list[Line], found: _Found) -> None:
    """Receipts with the same content. One that belongs to no cost yet counts for the first."""
    if not lines:
        return
    own = defaultdict(list)
    for digest, line_id in claim.receipts.values_list("digest", "line_id"):
        own[digest].append(line_id or lines[0].pk)
    for of in own.values():
        if len(of) > 1:
            found.receipts_here.update(of)
    others = Receipt.objects.filter(digest__in=list(own)).exclude(claim=claim)
    others = others.exclude(claim__state__in=NOT_ASKED_FOR)
    for digest, other in others.values_list("digest", "claim_id"):
        for line_id in own[digest]:
            found.receipts[line_id].add(other)


def _same_costs(claim: Claim, lines: list[Line], people: list[int], found: _Found) -> None:
    """Costs of the same sort, day and amount: of the same person, or at the same session."""
    mine = defaultdict(list)
    for line in lines:
        if line.pence and line.cost_on:
            mine[_look(line.category, line.cost_on, line.pence)].append(line.pk)
    for of in mine.values():
        if len(of) > 1:
            found.costs_here.update(of)
    days = {line.cost_on for line in lines if line.cost_on}
    rows = (
        Line.objects.filter(cost_on__in=days, kind=Line.Kind.CLAIMED)
        .exclude(claim=claim)
        .exclude(claim__state__in=NOT_ASKED_FOR)
        .exclude(state=Line.State.WITHDRAWN)
    )
    which = ("category", "cost_on", "pence", "claim_id")
    for *look, other in rows.filter(claim__person__in=people).values_list(*which):
        for line_id in mine.get(_look(*look), ()):
            found.costs[line_id].add(other)
    if claim.session_id is None:
        return
    beside = rows.filter(claim__session=claim.session_id, category__in=SHARED)
    for *look, _other in beside.exclude(claim__person__in=people).values_list(*which):
        found.shared.update(mine.get(_look(*look), ()))


def _look(category: str, day: date, pence: int) -> tuple[str, date, int]:
    return category, day, pence


class _Past:
    """What was agreed to before, on other claims."""

    def __init__(self, claim: Claim, lines: list[Line], people: list[int], sent_on: date) -> None:
        self.venue_id = claim.session.venue_id if claim.session else None
        recent = Line.objects.filter(
            state__in=PAID, kind=Line.Kind.CLAIMED, cost_on__gte=sent_on - LOOK_BACK
        ).exclude(claim=claim)
        own = recent.filter(
            claim__person__in=people, category__in={line.category for line in lines}
        )
        self.own = list(
            own.values_list("category", "pence", "tenths", "to_place", "claim__session__venue_id")
        )
        self.others = self._of_others(recent, people)

    def _of_others(self, recent: Any, people: list[int]) -> list[int]:
        """The usual way of each other person to the place of this session."""
        if self.venue_id is None:
            return []
        there = recent.filter(category=Category.MILEAGE, claim__session__venue=self.venue_id)
        ways = there.exclude(claim__person__in=people).values("claim__person")
        return list(ways.annotate(usual=Usual("tenths")).values_list("usual", flat=True))

    def journeys(self, line: Line) -> list[int]:
        """How far they went before to the same place: the venue, or what they called it."""
        if line.category != Category.MILEAGE:
            return []
        place = line.to_place.strip().casefold()
        return [
            tenths
            for category, _pence, tenths, to_place, venue_id in self.own
            if category == Category.MILEAGE
            and tenths
            and (
                venue_id == self.venue_id
                if self.venue_id
                else bool(place) and to_place.strip().casefold() == place
            )
        ]

    def amounts(self, line: Line) -> list[int]:
        """What they claimed before for the same sort of cost; miles are looked at by themselves."""
        if line.category == Category.MILEAGE:
            return []
        return [pence or 0 for category, pence, *_rest in self.own if category == line.category]
