"""Who may save, change and take away views. None, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass

MOST_VIEWS = 50


@dataclass(frozen=True)
class SaveFacts:
    """What the rule about a new view needs to know."""

    may_open: bool
    says_something: bool
    how_many: int


def save_view_blocker(facts: SaveFacts) -> str | None:
    """May a view of this list be saved?"""
    if not facts.may_open:
        return "You may not open this list."
    if not facts.says_something:
        return "Filter or sort the list first. Then save what you see."
    if facts.how_many >= MOST_VIEWS:
        return f"You have {MOST_VIEWS} views of this list. Delete one that you no longer need."
    return None


def share_view_blocker(*, is_shared: bool, is_private: bool) -> str | None:
    """A search on a list of people is its maker's own: it may name somebody others must not see."""
    if is_shared and is_private:
        return (
            "This view looks for words, which may name somebody. Save it for yourself alone, or"
            " take the search out first."
        )
    return None


def name_blocker(*, is_taken: bool) -> str | None:
    """One person's views of one list have different names."""
    if is_taken:
        return "You have a view of this list with this name already. Choose another name."
    return None


def change_view_blocker(*, is_own: bool) -> str | None:
    """Only its owner changes or deletes a view."""
    return None if is_own else "This view belongs to somebody else. Save one of your own."


def unshare_view_blocker(*, is_own: bool, is_shared: bool, may_keep: bool) -> str | None:
    """Its owner and the involvement team may stop sharing a view; the owner keeps it."""
    if not is_shared:
        return "This view is not shared."
    if is_own or may_keep:
        return None
    return "Only the person who saved it or the involvement team can stop sharing it."
