"""What can be taken out about accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.exports.content import Listing
from core.exports.opening import listed
from core.exports.sockets import Source
from users.lists import ACCOUNTS, AccountFilters
from users.selectors import accounts


def account_listing(person: Any) -> Listing:
    """Every account."""
    return Listing(ACCOUNTS, accounts(), AccountFilters, frozenset({"keep_accounts"}))


def exports() -> Mapping[str, Source]:
    """The lists of this app by the names of their pages."""
    return {"users:account_list": listed(account_listing)}
