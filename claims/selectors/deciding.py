"""Reads for those who decide: their queue, one claim as they see it, and what the rules ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import Http404
from django.utils import timezone

from claims.judging import DECLARATION, Terms
from claims.models import Claim, Decision, DecisionReason, DeclaredInterest, Line, Question, Receipt
from claims.rules.deciding import WAITING, CostFacts, DeskFacts
from claims.selectors.claims import LineCheck, check_lines, terms_by_day
from claims.selectors.deciders import (
    desks_of,
    has_approver_post,
    is_interested,
    is_own,
    may_hold,
    off_limits,
    services_decided_by,
)
from community.models import Person
from users.models import User


@dataclass(frozen=True)
class DeskLine:
    """One cost as those see it who decide."""

    check: LineCheck
    facts: CostFacts
    decisions: tuple[Decision, ...]
    questions: tuple[Question, ...]

    @property
    def line(self) -> Line:
        return self.check.line

    @property
    def open_question(self) -> Question | None:
        return next((each for each in self.questions if is_open(each)), None)


def is_open(question: Question) -> bool:
    """Whether an answer is waited for."""
    return question.answered_at is None and question.closed_at is None


def in_scope(account: Any, on: date | None = None) -> Q:
    """Claims that somebody may decide by where they work; those of no service by any post."""
    day = on or timezone.localdate()
    found = Q(service__in=services_decided_by(account, day).values("pk"))
    if has_approver_post(account, day):
        found |= Q(service__isnull=True)
    return found


def desk_claims(account: Any) -> QuerySet[Claim]:
    """Every claim that was sent which somebody may see to: none of their own."""
    records = Person.objects.filter(account=account.pk)
    own = records.values("pk").union(records.exclude(merged_into=None).values("merged_into"))
    return (
        Claim.objects.filter(in_scope(account))
        .exclude(state=Claim.State.DRAFT)
        .exclude(person__account=account.pk)
        .exclude(person__in=list(own.values_list("pk", flat=True)))
    )


def queue(account: Any) -> QuerySet[Claim]:
    """The same as a list: without whom they know too well, with sums, and what waits for two."""
    known = DeclaredInterest.objects.filter(
        Q(person=OuterRef("person")) | Q(person__merged_into=OuterRef("person")),
        account=account.pk,
        ended_at__isnull=True,
    )
    lines = Line.objects.filter(claim=OuterRef("pk")).order_by()
    live = lines.exclude(state=Line.State.WITHDRAWN).values("claim")
    return (
        desk_claims(account)
        .exclude(Exists(known))
        .annotate(
            asked_pence=Subquery(live.annotate(n=Sum("pence")).values("n")),
            is_second_needed=Exists(lines.filter(state=Line.State.FIRST)),
        )
    )


@dataclass(frozen=True)
class Load:
    """What waits on somebody's own desk: how many claims, how many of them late, how much."""

    claims: int
    late: int
    pence: int


def own_load(account: Any) -> Load:
    """What waits on somebody's desks; what the person was asked about waits for them.

    Who stands in for somebody sees to that desk too, without their own claims and those of
    people they know.
    """
    desks = desks_of(account, timezone.localdate())
    found = Claim.objects.filter(state=Claim.State.SENT, holder__in=desks)
    if len(desks) > 1:
        found = found.exclude(person__in=off_limits(account))
    counts = found.aggregate(
        claims=Count("pk"), late=Count("pk", filter=Q(decide_by__lt=timezone.localdate()))
    )
    lines = Line.objects.filter(claim__in=found.values("pk")).exclude(state=Line.State.WITHDRAWN)
    return Load(**counts, pence=lines.aggregate(n=Sum("pence"))["n"] or 0)


def find_desk_claim(account: Any, claim_id: int) -> Claim:
    """A claim that somebody may see to, or 404."""
    found = (
        desk_claims(account)
        .select_related("person", "payee", "session", "activity", "service", "holder")
        .filter(pk=claim_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_claim_to_decide(account: Any, claim_id: int) -> Claim:
    """A claim that somebody may see from inside, or 404: not of whom they know too well."""
    found = find_desk_claim(account, claim_id)
    if is_interested(account, found.person):
        raise Http404
    return found


def find_desk_line(account: Any, line_id: int) -> Line:
    """A cost of such a claim, or 404."""
    line = Line.objects.filter(pk=line_id).first()
    if line is None:
        raise Http404
    line.claim = find_claim_to_decide(account, line.claim_id)
    return line


def find_desk_receipt(account: Any, receipt_id: int) -> Receipt:
    """A receipt of such a claim whose file is still kept, or 404."""
    receipt = (
        Receipt.objects.select_related("file").filter(pk=receipt_id, file__isnull=False).first()
    )
    if receipt is None:
        raise Http404
    receipt.claim = find_claim_to_decide(account, receipt.claim_id)
    return receipt


def find_question(account: Any, question_id: int) -> Question:
    """A question on such a claim, or 404."""
    question = Question.objects.select_related("line", "reason").filter(pk=question_id).first()
    if question is None:
        raise Http404
    question.line.claim = find_claim_to_decide(account, question.line.claim_id)
    return question


def desk_facts(account: Any, claim: Claim) -> DeskFacts:
    """What the rules want to know of a claim and of who decides."""
    return DeskFacts(
        state=claim.state,
        is_in_scope=Claim.objects.filter(in_scope(account), pk=claim.pk).exists(),
        is_own=is_own(account, claim.person),
        is_interested=is_interested(account, claim.person),
        holder_id=claim.holder_id,
        entered_by_id=claim.entered_by_id,
    )


def desk_lines(claim: Claim, facts: DeskFacts) -> list[DeskLine]:
    """The costs of a claim with all that is known of each."""
    checks = check_lines(claim, is_for_desk=True)
    ids = [check.line.pk for check in checks]
    terms = terms_by_day(check.line.cost_on for check in checks if check.line.cost_on)
    decisions, questions = decisions_of(ids), questions_of(ids)
    return [
        DeskLine(
            check,
            cost_facts(check, facts, terms, decisions.get(check.line.pk, ())),
            decisions.get(check.line.pk, ()),
            questions.get(check.line.pk, ()),
        )
        for check in checks
    ]


def desk_line(account: Any, line: Line) -> DeskLine:
    """One cost with all that is known of it, or 404 if it was taken back."""
    for each in desk_lines(line.claim, desk_facts(account, line.claim)):
        if each.line.pk == line.pk:
            return each
    raise Http404


def cost_facts(
    check: LineCheck,
    desk: DeskFacts,
    terms: Mapping[date, Terms | None],
    decisions: Iterable[Decision],
) -> CostFacts:
    """What the rules want to know of one cost."""
    line = check.line
    of_day = terms.get(line.cost_on) if line.cost_on else None
    first = [*decisions][-1:] if line.state == Line.State.FIRST else []
    rule = of_day.categories.get(line.category) if of_day else None
    above = of_day.receipt_above(rule) if of_day and rule else 0
    return CostFacts(
        desk=desk,
        state=line.state,
        claimed_pence=line.pence or 0,
        judgement=check.judgement,
        second_above_pence=of_day.second_above_pence if of_day else 0,
        is_declared=check.evidence == DECLARATION and (line.pence or 0) > above,
        first_by=first[0].by_id if first else None,
        first_pence=first[0].pence if first else 0,
    )


def decisions_of(line_ids: Iterable[int]) -> dict[int, tuple[Decision, ...]]:
    """What was decided of each of some lines, in order."""
    rows = Decision.objects.filter(line__in=list(line_ids))
    return _by_line(rows.select_related("reason", "by").order_by("pk"))


def questions_of(line_ids: Iterable[int]) -> dict[int, tuple[Question, ...]]:
    """What was asked about each of some lines, in order."""
    rows = Question.objects.filter(line__in=list(line_ids))
    return _by_line(rows.select_related("reason", "asked_by").order_by("pk"))


def asked_now(claim: Claim) -> Question | None:
    """What the person is asked: the oldest question that is open."""
    rows = Question.objects.filter(line__claim=claim, answered_at=None, closed_at=None)
    return rows.select_related("line", "reason").order_by("pk").first()


def _by_line(rows: Iterable[Any]) -> dict[int, tuple[Any, ...]]:
    found: dict[int, tuple[Any, ...]] = {}
    for row in rows:
        found[row.line_id] = (*found.get(row.line_id, ()), row)
    return found


def reasons_for(purpose: str) -> QuerySet[DecisionReason]:
    """The reasons that are offered now."""
    return DecisionReason.objects.filter(purpose=purpose, is_offered=True).order_by("pk")


def offered_reasons() -> QuerySet[DecisionReason]:
    """All that are offered now, for whatever."""
    return DecisionReason.objects.filter(is_offered=True).order_by("pk")


def all_reasons() -> QuerySet[DecisionReason]:
    """Every reason that was ever offered."""
    return DecisionReason.objects.order_by("purpose", "-is_offered", "pk")


def find_reason(reason_id: int) -> DecisionReason:
    """A reason, or 404."""
    found = DecisionReason.objects.filter(pk=reason_id).first()
    if found is None:
        raise Http404
    return found


def colleagues(claim: Claim, account: Any) -> QuerySet[User]:
    """To whom somebody may hand a claim on."""
    found = may_hold(claim, timezone.localdate(), [account.pk, *first_deciders(claim)])
    return found.order_by("name", "pk")


def first_deciders(claim: Claim) -> list[int]:
    """Who agreed first to what waits for a second person."""
    lines = Line.objects.filter(claim=claim, state=Line.State.FIRST).values_list("pk", flat=True)
    found = decisions_of(lines)
    return [rows[-1].by_id for rows in found.values() if rows[-1].by_id]


def steps_of(claim: Claim) -> Sequence[tuple[str, datetime]]:
    """What happened with a claim so far, each with its time, in order."""
    found = [
        ("started", claim.started_at),
        ("sent", claim.sent_at),
        ("decided", claim.decided_at),
        ("withdrawn", claim.withdrawn_at),
    ]
    for question in Question.objects.filter(line__claim=claim):
        found += [
            ("asked", question.asked_at),
            ("answered", question.answered_at),
            ("closed", question.closed_at),
        ]
    return sorted(((name, at) for name, at in found if at), key=lambda step: step[1])


def is_waiting(claim: Claim) -> bool:
    """Whether a decision is still to come."""
    return claim.state in WAITING
