"""Receipts of a claim that is being written: several at once, sorted to costs afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from claims.models import MOST_RECEIPTS, Claim, Line, Receipt
from claims.rules import claims as rules
from claims.services.claims import lock_claim
from core.files.kept import Kept
from core.files.kinds import PHOTOS, Takes
from core.files.services import drop_file, store_upload
from core.service import Refused, refuse, service

TAKES = Takes(PHOTOS | {"pdf"}, 15_000_000)
MOST_TOGETHER = 60_000_000
PURPOSE = "claims.receipt"


@service
def add_receipts(
    *, by: Any, claim_id: int, uploads: Sequence[UploadedFile | Kept], line_id: int | None = None
) -> Claim:
    """Add photos or files to a claim. Where it has one cost only, they belong to that."""
    claim, facts = lock_claim(claim_id)
    refuse(rules.add_receipts_blocker(by, facts, len(uploads)), field="photos")
    keep_receipts(by=by, claim=claim, line=_line(claim, line_id), uploads=uploads)
    return claim


def keep_receipts(
    *, by: Any, claim: Claim, line: Line | None, uploads: Sequence[UploadedFile | Kept]
) -> None:
    """Store receipts of a locked claim; who calls has asked the rule."""
    taken = set(claim.receipts.values_list("place", flat=True))
    free = sorted(set(range(1, MOST_RECEIPTS + 1)) - taken)
    for place, upload in zip(free, uploads, strict=False):
        stored = store_upload(by=by, upload=upload, purpose=PURPOSE, takes=TAKES)
        Receipt.objects.create(
            claim=claim,
            line=line,
            file=stored,
            digest=stored.digest,
            place=place,
            added_by=by if getattr(by, "pk", None) else None,
        )


@service
def sort_receipt(*, by: Any, receipt_id: int, line_id: int | None) -> Claim:
    """Say to which cost a receipt belongs; None: to none yet."""
    claim, receipt = _locked(by, receipt_id)
    receipt.line = _line(claim, line_id) if line_id else None
    receipt.save(update_fields=["line"])
    return claim


@service
def remove_receipt(*, by: Any, receipt_id: int) -> Claim:
    """Take a receipt away for good."""
    claim, receipt = _locked(by, receipt_id)
    stored = receipt.file
    receipt.delete()
    if stored:
        drop_file(by=by, stored=stored)
    return claim


def _locked(by: Any, receipt_id: int) -> tuple[Claim, Receipt]:
    claim_id = Receipt.objects.filter(pk=receipt_id).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise Refused(_("This receipt is not there any more."))
    claim, facts = lock_claim(claim_id)
    refuse(rules.change_blocker(by, facts))
    receipt = Receipt.objects.select_for_update(of=("self",)).filter(pk=receipt_id).first()
    if receipt is None:
        raise Refused(_("This receipt is not there any more."))
    return claim, receipt


def _line(claim: Claim, line_id: int | None) -> Line | None:
    """A cost of this claim; the only one there is, where none is named."""
    if line_id is None:
        lines = list(claim.lines.all()[:2])
        return lines[0] if len(lines) == 1 else None
    line = claim.lines.filter(pk=line_id).first()
    if line is None:
        raise Refused(_("Choose a cost of this claim."), field="line")
    return line
