"""Letting receipts go that have been kept long enough."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from claims.models import Claim, Receipt
from claims.selectors.retention import claims_to_forget
from core.files.services import drop_file
from core.service import acting, service


@service
def forget_receipts(*, by: Any, claim_id: int) -> int:
    """Delete the files of a claim's receipts; that there were some, and how many, stays known."""
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim_id)
    acting().subject = claim
    if not claims_to_forget(timezone.localdate()).filter(pk=claim_id).exists():
        return 0
    rows = list(
        Receipt.objects.select_for_update(of=("self",))
        .filter(claim=claim, file__isnull=False)
        .select_related("file")
    )
    for receipt in rows:
        stored, receipt.file = receipt.file, None
        receipt.save(update_fields=["file"])
        if stored:
            drop_file(by=by, stored=stored)
    acting().reason = "Kept long enough"
    return len(rows)
