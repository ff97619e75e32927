"""How allauth meets our accounts."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts of staff are opened by an administrator; anyone else may open their own."""
