"""Reads for looking at a decision again: by its person, and by who answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from claims.models import Appeal, Claim, Decision, Line, Receipt
from claims.rules import appeals as rules
from claims.selectors.claims import claim_facts, find_own_claim
from claims.selectors.deciders import (
    approvers,
    is_interested,
    is_own,
    kept_out,
    may_hold,
    off_limits,
    stood_in_for,
)
from users.models import User
from users.permissions import Role
from users.selectors import open_accounts_of

LESS = (Line.State.PART, Line.State.REFUSED)
MOST_ANSWERED = 20


def lines_to_look_at(claim: Claim, before: Any = None) -> QuerySet[Line]:
    """Costs that were not agreed to in full since the last answer, each with its day of decision.

    `before` is the time of an appeal: what was decided until then, since the answer before it.
    """
    final = Decision.objects.filter(line=OuterRef("pk"), is_final=True)
    lines = claim.lines.filter(state__in=LESS).annotate(decided_at=Subquery(final.values("at")))
    earlier = claim.appeals.filter(state=Appeal.State.ANSWERED)
    if before:
        lines, earlier = lines.filter(decided_at__lte=before), earlier.filter(made_at__lt=before)
    if last := earlier.order_by("made_at").last():
        lines = lines.filter(decided_at__gt=last.made_at)
    return lines.order_by("pk")


def appeal_facts(claim: Claim) -> rules.AppealFacts:
    """What the rules want to know before somebody asks."""
    last = lines_to_look_at(claim).order_by(F("decided_at").desc(nulls_last=True)).first()
    at = getattr(last, "decided_at", None)
    return rules.AppealFacts(
        claim=claim_facts(claim),
        today=timezone.localdate(),
        decided_on=timezone.localdate(at) if at else None,
        is_open=claim.appeals.filter(state=Appeal.State.OPEN).exists(),
    )


def appeals_of(claim: Claim) -> QuerySet[Appeal]:
    """What was asked about a claim, the newest first."""
    return claim.appeals.select_related("to", "answered_by").order_by("-pk")


def find_own_appeal(account: Any, appeal_id: int) -> Appeal:
    """Something one asked, or 404."""
    found = Appeal.objects.select_related("to", "answered_by").filter(pk=appeal_id).first()
    if found is None:
        raise Http404
    found.claim = find_own_claim(account, found.claim_id)
    return found


# --- Who answers --------------------------------------------------------------------------


def deciders_of_claim(claim: Claim) -> set[int]:
    """Everybody who decided anything of a claim."""
    rows = Decision.objects.filter(line__claim=claim, by__isnull=False)
    return set(rows.values_list("by", flat=True))


def may_answer(claim: Claim) -> QuerySet[User]:
    """Who may look at a decision again: approvers who did not decide, or else finance."""
    decided = deciders_of_claim(claim)
    found = may_hold(claim, timezone.localdate(), decided)
    if found.exists():
        return found
    return open_accounts_of(Role.FINANCE).exclude(pk__in=decided | kept_out(claim.person))


def next_answerer(claim: Claim) -> User | None:
    """Of those who may answer, who has fewest to answer."""
    found = list(may_answer(claim))
    rows = Appeal.objects.filter(state=Appeal.State.OPEN, to__in=found).values("to")
    waiting = {row["to"]: row["n"] for row in rows.annotate(n=Count("pk"))}
    return min(found, key=lambda each: (waiting.get(each.pk, 0), each.pk), default=None)


def _addressed(account: Any, on: date) -> Q:
    """To them, to whom they stand in for, or to nobody yet."""
    found = Q(to=account.pk) | Q(to__in=stood_in_for(account, on).values("pk"))
    if Role.FINANCE in account.role_set:
        found |= Q(to__isnull=True)
    return found


def appeals_for(account: Any) -> QuerySet[Appeal]:
    """What somebody has to answer, and what they answered last."""
    rows = Appeal.objects.select_related("claim__person", "claim__activity", "to")
    return (
        rows.filter(_addressed(account, timezone.localdate()) | Q(answered_by=account.pk))
        .exclude(claim__person__in=off_limits(account))
        .exclude(claim__lines__decisions__by=account.pk, state=Appeal.State.OPEN)
    )


def open_for(account: Any) -> QuerySet[Appeal]:
    """What somebody has to answer, the promise that is due first on top."""
    return appeals_for(account).filter(state=Appeal.State.OPEN).order_by("answer_by", "pk")


def answered_by(account: Any) -> QuerySet[Appeal]:
    """What somebody answered last."""
    rows = appeals_for(account).filter(answered_by=account.pk)
    return rows.order_by("-answered_at")[:MOST_ANSWERED]


def find_appeal(account: Any, appeal_id: int) -> Appeal:
    """One of these, or 404."""
    found = (
        appeals_for(account)
        .select_related("claim__session", "claim__service", "claim__payee")
        .filter(pk=appeal_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_appeal_receipt(account: Any, appeal_id: int, receipt_id: int) -> Receipt:
    """A receipt of such a claim whose file is still kept, or 404."""
    appeal = find_appeal(account, appeal_id)
    rows = appeal.claim.receipts.select_related("file").filter(file__isnull=False)
    found = rows.filter(pk=receipt_id).first()
    if found is None:
        raise Http404
    found.claim = appeal.claim
    return found


def answer_facts(account: Any, appeal: Appeal) -> rules.AnswerFacts:
    """What the rules want to know of who answers."""
    addressed = Appeal.objects.filter(_addressed(account, timezone.localdate()), pk=appeal.pk)
    person = appeal.claim.person
    return rules.AnswerFacts(
        state=appeal.state,
        is_addressed=addressed.exists(),
        has_decided=account.pk in deciders_of_claim(appeal.claim),
        is_own=is_own(account, person),
        is_interested=is_interested(account, person),
    )


def misplaced_appeals() -> Iterable[int]:
    """Open appeals of nobody, or of somebody who cannot answer any more."""
    rows = Appeal.objects.filter(state=Appeal.State.OPEN)
    able = approvers().values("pk").union(open_accounts_of(Role.FINANCE).order_by().values("pk"))
    return list(
        rows.exclude(to__in=list(able.values_list("pk", flat=True)))
        .order_by("answer_by", "pk")
        .values_list("pk", flat=True)
    )


def decisions_by_line(claim: Claim) -> dict[int, Decision]:
    """The last decision of each cost of a claim."""
    rows = Decision.objects.filter(line__claim=claim).select_related("reason", "by")
    return {row.line_id: row for row in rows.order_by("pk")}
