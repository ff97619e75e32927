"""What may be done with the list of partner organisations."""

from __future__ import annotations

from dataclasses import dataclass

from organisation.rules import Actor, bring_back_blocker, permission_blocker, put_away_blocker

KEEP = "keep_partners"


@dataclass(frozen=True)
class PartnerFacts:
    """A partner: its name and whether it may be chosen."""

    name: str
    is_in_use: bool


def keep_partner_blocker(actor: Actor) -> str | None:
    """Why this person cannot add or rename partners."""
    return permission_blocker(actor, KEEP)


def put_away_partner_blocker(actor: Actor, facts: PartnerFacts) -> str | None:
    """Why a partner cannot be put away. Activities that name it keep it."""
    return put_away_blocker(actor, KEEP, name=facts.name, is_in_use=facts.is_in_use)


def bring_back_partner_blocker(actor: Actor, facts: PartnerFacts) -> str | None:
    """Why a partner cannot be brought back."""
    return bring_back_blocker(actor, KEEP, name=facts.name, is_in_use=facts.is_in_use)
