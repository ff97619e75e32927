"""Mail that came back, where there is no record of a person to mark."""

from __future__ import annotations

from collections.abc import Iterable

from community.models import PartnerContact, TakeOver
from core.models import Message
from core.outbox.queue import address_key

# What the team itself decided not to send came back from nobody.
GIVEN_UP = "Given up:"


def take_over_came_back(sent: TakeOver | None) -> bool:
    """Whether the mail with this link was refused for good."""
    return sent is not None and bool(_refused([address_key(sent.email)], "join_take_over"))


def invitations_that_came_back(contacts: Iterable[PartnerContact]) -> frozenset[int]:
    """Contacts whose last invitation was refused for good at the address they have now."""
    invited = {f"contact:{each.pk}": each for each in contacts if each.invited_at}
    refused = _refused(list(invited), "partner_invitation")
    return frozenset(
        invited[key].pk for key, address in refused.items() if invited[key].email == address.lower()
    )


def _refused(keys: list[str], purpose: str) -> dict[str, str]:
    """Of each key whose last mail of this purpose came back: the address it came back from."""
    found = Message.objects.filter(recipient_key__in=keys, purpose=purpose)
    latest = {each.recipient_key: each for each in found.order_by("created_at", "pk")}
    return {
        key: each.address
        for key, each in latest.items()
        if each.state == Message.State.REFUSED and not each.last_error.startswith(GIVEN_UP)
    }
