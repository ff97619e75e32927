"""How changes of the policy are told."""

from __future__ import annotations

from django.urls import reverse

from core.tellings import Kind, Record, Telling, Tellings

POLICY = Kind("claims_policy", "Claims policy", "keep_claims_policy")


def _versions(_pk: int) -> str:
    return reverse("claims:policy_versions")


def _reasons(_pk: int) -> str:
    return reverse("claims:decision_reasons")


def _approved(_pk: int) -> str:
    return reverse("claims:approved_rates")


SERVICES = {
    "claims.begin_draft": Telling("began to write {it}", POLICY, with_fields=False),
    "claims.change_draft": Telling("changed the draft of {it}", POLICY),
    "claims.change_draft_category": Telling(
        "changed a sort of cost in the draft of {it}", POLICY, with_fields=False
    ),
    "claims.change_draft_rate": Telling(
        "changed a rate in the draft of {it}", POLICY, with_fields=False
    ),
    "claims.put_draft_in_force": Telling("put in force: {it}", POLICY, with_fields=False),
    "claims.drop_draft": Telling("threw the draft away of {it}", POLICY, with_fields=False),
    "claims.check_approved_rate": Telling("checked {it}", POLICY),
    "claims.add_approved_rate": Telling("added {it}", POLICY, with_fields=False),
    "claims.add_reason": Telling("added {it}", POLICY, with_fields=False),
    "claims.stop_reason": Telling("stopped offering {it}", POLICY, with_fields=False),
}
RECORDS = {
    "claims.edition": Record("claims policy", _versions),
    "claims.approvedrate": Record("approved rate", _approved, opened_by="keep_claims_policy"),
    "claims.decisionreason": Record(
        "reason for deciding", _reasons, opened_by="keep_claims_policy"
    ),
}


def told() -> Tellings:
    """What this app tells (`core.tellings`)."""
    return Tellings(SERVICES, RECORDS)
