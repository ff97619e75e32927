"""What may be done with the list of partner organisations, and with the entry of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from core.service import System
from organisation.rules import Actor, bring_back_blocker, permission_blocker, put_away_blocker, said

KEEP = "keep_partners"


@dataclass(frozen=True)
class PartnerFacts:
    """A partner: its name, whether it may be chosen, and the accounts of its contacts now."""

    name: str
    is_in_use: bool
    contact_accounts: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ContactFacts:
    """Somebody who speaks for a partner."""

    name: str
    email: str
    ended_on: date | None = None
    account_id: int | None = None
    invited_at: datetime | None = None


def keep_partner_blocker(actor: Actor) -> str | None:
    """Why this person cannot add or rename partners."""
    return permission_blocker(actor, KEEP)


def is_contact(actor: Actor, facts: PartnerFacts) -> bool:
    """Whether somebody speaks for this partner: a seat there, no role of the portal."""
    return not isinstance(actor, System) and actor.is_active and actor.pk in facts.contact_accounts


def describe_partner_blocker(actor: Actor, facts: PartnerFacts) -> str | None:
    """Why somebody cannot keep what a partner's entry says: staff and its own contacts may."""
    return None if is_contact(actor, facts) else permission_blocker(actor, KEEP)


def change_contact_blocker(
    actor: Actor, facts: PartnerFacts, contact: ContactFacts | None = None
) -> str | None:
    """Why somebody cannot add a contact or change one."""
    if contact is not None and contact.ended_on is not None:
        return f"{contact.name} left on {said(contact.ended_on)}. Add them again if they are back."
    return describe_partner_blocker(actor, facts)


def end_contact_blocker(
    actor: Actor, facts: PartnerFacts, contact: ContactFacts, ended_on: date, today: date
) -> str | None:
    """Why a contact cannot be said to have left."""
    if reason := change_contact_blocker(actor, facts, contact):
        return reason
    return "The day they left must be today or in the past." if ended_on > today else None


# So many invitations an hour go to one address, however often somebody presses.
MOST_INVITATIONS = 3


def invite_contact_blocker(actor: Actor, contact: ContactFacts, *, sent_lately: int) -> str | None:
    """Why a contact cannot be invited to keep the partner's entry.

    `sent_lately`: invitations that went to their address in the last hour, as whoever's.
    """
    if reason := permission_blocker(actor, KEEP):
        return reason
    if contact.ended_on is not None:
        return f"{contact.name} left on {said(contact.ended_on)}."
    if contact.account_id is not None:
        return f"{contact.name} keeps the entry already."
    if not contact.email:
        return f"First write down an email address for {contact.name}."
    if sent_lately >= MOST_INVITATIONS:
        return f"This address got {sent_lately} invitations within an hour. Wait a little."
    return None


INVITATION_OVER = (
    "This invitation is used, too old, or was taken back. Ask the involvement team for a new one."
)


def accept_invitation_blocker(contact: ContactFacts | None, invited_at: str) -> str | None:
    """Why an invitation does not count any more. Without `contact` its link names nobody."""
    if contact is None:
        return INVITATION_OVER
    is_this = contact.invited_at is not None and contact.invited_at.isoformat() == invited_at
    if contact.ended_on is not None or contact.account_id is not None or not is_this:
        return INVITATION_OVER
    return None


def partly(email: str) -> str:
    """An address that who owns it knows again, and nobody else can write to."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}…@{host}"


def take_seat_blocker(contact: ContactFacts, addresses: frozenset[str]) -> str | None:
    """Why an account with these confirmed addresses cannot take the seat of an invitation.

    A link can be sent on; only who owns the address that was written to gets in with it.
    """
    if contact.email in addresses:
        return None
    return (
        f"This invitation is for {partly(contact.email)}. Sign in with that address, or ask the"
        " involvement team for an invitation to your own."
    )


def second_seat_blocker(*, has_seat: bool) -> str | None:
    """Why an account takes no second seat of one partner."""
    return "You keep this entry already, with another seat." if has_seat else None


def talk_blocker(
    actor: Actor, *, on: date, today: date, next_step: str, due_on: date | None
) -> str | None:
    """Why a line of the contact log cannot be written so."""
    if reason := permission_blocker(actor, KEEP):
        return reason
    if on > today:
        return "Write it down after it happened. What is planned is a next step."
    if next_step and due_on is None:
        return "Say by when the next step is to be done."
    if due_on is not None and not next_step:
        return "Say what the next step is."
    return None


def finish_step_blocker(actor: Actor, *, has_step: bool, is_done: bool) -> str | None:
    """Why a next step cannot be ticked off."""
    if reason := permission_blocker(actor, KEEP):
        return reason
    if not has_step:
        return "There is no next step."
    return "This is done already." if is_done else None


def agreement_blocker(actor: Actor, *, agreed_on: date, review_on: date) -> str | None:
    """Why an agreement cannot be written down so."""
    if reason := permission_blocker(actor, KEEP):
        return reason
    return "The review must be after the agreement." if review_on <= agreed_on else None


def end_agreement_blocker(actor: Actor, *, is_ended: bool) -> str | None:
    """Why an agreement cannot be ended."""
    if reason := permission_blocker(actor, KEEP):
        return reason
    return "This agreement has ended already." if is_ended else None


@dataclass(frozen=True)
class LinkFacts:
    """Whom or what a champion is to be linked to, and whether they are."""

    is_champion: bool
    is_of_something: bool
    is_linked: bool


def champion_blocker(actor: Actor, facts: LinkFacts) -> str | None:
    """Why a person cannot be linked as champion of something."""
    if reason := permission_blocker(actor, "keep_people"):
        return reason
    if not facts.is_champion:
        return "This person does not hold the role of champion now. Give it to them first."
    if not facts.is_of_something:
        return "Choose a partner or a community."
    return "They are champion of this already." if facts.is_linked else None


def end_champion_blocker(actor: Actor, *, is_ended: bool) -> str | None:
    """Why somebody cannot end a champion's link."""
    if reason := permission_blocker(actor, "keep_people"):
        return reason
    return "This has ended already." if is_ended else None


def put_away_partner_blocker(actor: Actor, facts: PartnerFacts) -> str | None:
    """Why a partner cannot be put away. Activities that name it keep it."""
    return put_away_blocker(actor, KEEP, name=facts.name, is_in_use=facts.is_in_use)


def bring_back_partner_blocker(actor: Actor, facts: PartnerFacts) -> str | None:
    """Why a partner cannot be brought back."""
    return bring_back_blocker(actor, KEEP, name=facts.name, is_in_use=facts.is_in_use)
