"""Where higher apps hear what becomes of an account they know as somebody."""

from __future__ import annotations

from typing import Any, Protocol

from core.sockets import Socket


class AccountHolder(Protocol):
    """What an app does for whoever holds an account; each runs inside the act that caused it."""

    def came_in(self, account: Any) -> None:
        """Somebody signed in."""

    def new_address(self, account: Any) -> None:
        """They showed that they read another address, and sign in with it from now on."""


ACCOUNT_HOLDERS: Socket[AccountHolder] = Socket("users.account_holders")
