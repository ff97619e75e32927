"""What is owed to those who came, until when, and may it be written?"""

from __future__ import annotations

from datetime import date, timedelta

# Those who came hear within four weeks what happens with what they said.
OWED_FOR = timedelta(days=28)
# Whose sheet of paper comes in late still has so long to write it.
LEAST = timedelta(days=7)


def due_on(held_on: date, today: date) -> date:
    """Until when those who came are told what happens next."""
    return max(held_on + OWED_FOR, today + LEAST)


def answer_blocker(words: str, *, is_owed: bool) -> str | None:
    """Why it cannot be written."""
    if not is_owed:
        return "Say first that the session was held."
    return (
        None if words.strip() else "Write what happens next. “Nothing, because…” is an answer too."
    )
