"""What becomes of claims when two records of one person are joined, taken apart, or forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from claims.models import Appeal, Claim, Payee, SpendingRequest
from claims.services.appeals import withdraw_appeal
from claims.services.claims import drop_claim
from claims.services.requests import withdraw_request
from core.service import System

BY = System("forgetting")


class Claims:
    """Claims go with the person. The copy finds them by the privacy register."""

    def sections(self, person: Any) -> Sequence[Any]:
        """Nothing beyond what the register finds."""
        return ()

    def erase(self, person: Any) -> int:
        """What was never sent goes, what waits is taken back; the register blanks the rest."""
        for appeal in Appeal.objects.filter(claim__person=person, state=Appeal.State.OPEN):
            withdraw_appeal(by=BY, appeal_id=appeal.pk)
        drafts = Claim.objects.filter(person=person, state=Claim.State.DRAFT)
        ids = list(drafts.values_list("pk", flat=True))
        for claim_id in ids:
            drop_claim(by=BY, claim_id=claim_id)
        open_states = (SpendingRequest.State.ASKED, SpendingRequest.State.AGREED)
        asked = SpendingRequest.objects.filter(person=person, state__in=open_states)
        requests = list(asked.values_list("pk", flat=True))
        for request_id in requests:
            withdraw_request(by=BY, request_id=request_id)
        return len(ids) + len(requests)

    def move(self, gone: Any, kept: Any) -> list[dict[str, Any]]:
        """Give claims to the kept record, and who is paid as far as it has not got it."""
        moved: list[dict[str, Any]] = []
        there = {_key(row): row for row in Payee.objects.filter(person=kept)}
        claims = Claim.objects.filter(person=gone)
        for payee in Payee.objects.filter(person=gone).order_by("pk"):
            if same := there.get(_key(payee)):
                for claim in claims.filter(payee=payee):
                    moved.append({"claim": claim.pk, "payee_was": payee.pk})
                    Claim.objects.filter(pk=claim.pk).update(payee=same)
            else:
                moved.append({"payee": payee.pk})
                Payee.objects.filter(pk=payee.pk).update(person=kept)
        asked = SpendingRequest.objects.filter(person=gone)
        moved += [{"request": pk} for pk in asked.order_by("pk").values_list("pk", flat=True)]
        asked.update(person=kept)
        moved += [{"claim": pk} for pk in claims.order_by("pk").values_list("pk", flat=True)]
        claims.update(person=kept)
        return moved

    def move_back(self, gone: Any, kept: Any, moved: Sequence[Mapping[str, Any]]) -> None:
        """Give back those that are still the kept record's."""
        _back(Claim, _ids(moved, "claim"), kept, gone)
        _back(SpendingRequest, _ids(moved, "request"), kept, gone)
        _back(Payee, _ids(moved, "payee"), kept, gone)
        for each in moved:
            if "payee_was" in each:
                rows = Claim.objects.filter(pk=each["claim"], person=gone)
                rows.update(payee_id=each["payee_was"])


def _key(payee: Payee) -> str:
    """Two payees are one: the person themselves, or the same name."""
    return payee.name.lower()


def _ids(moved: Sequence[Mapping[str, Any]], kind: str) -> list[int]:
    return [each[kind] for each in moved if kind in each]


def _back(model: Any, ids: Sequence[int], kept: Any, gone: Any) -> None:
    model.objects.filter(pk__in=ids, person=kept).update(person=gone)
