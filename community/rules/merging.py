"""Who may make two records of one person one, and take them apart again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from community.rules.people import KEEP, may


@dataclass(frozen=True)
class MergeFacts:
    """What the rules need to know of two records that are to be made one."""

    is_same: bool
    is_alias: bool
    has_two_accounts: bool
    account: str
    is_changed: bool


def merge_blocker(actor: Any, facts: MergeFacts) -> str | None:
    """Why two records cannot be made one."""
    if not may(actor, KEEP):
        return "Only the involvement team puts records together."
    if facts.is_same:
        return "This is one and the same record. Choose another one."
    if facts.is_alias:
        return "One of these records was put together with another one in the meantime. Look again."
    if facts.is_changed:
        return "One of these records was changed while you looked. Check both again."
    if facts.has_two_accounts and facts.account not in ("kept", "gone"):
        return "Both can sign in. Say which account stays with the record."
    return None


def undo_merge_blocker(actor: Any, *, is_undone: bool, is_moved_on: bool) -> str | None:
    """Why two records cannot be taken apart again."""
    if not may(actor, KEEP):
        return "Only the involvement team takes records apart."
    if is_undone:
        return "These records were taken apart already."
    if is_moved_on:
        return "This record was itself put together with another one since. Take that apart first."
    return None


def two_people_blocker(actor: Any, *, is_same: bool) -> str | None:
    """Why nobody can say that two records are of two people."""
    if not may(actor, KEEP):
        return "Only the involvement team decides this."
    return "This is one and the same record." if is_same else None
