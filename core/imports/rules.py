"""Who may do what with an import, and when: `None`, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass

from core.models import ImportBatch

State = ImportBatch.State
Mode = ImportBatch.Mode

WORKED_ON = "This is being worked on. Wait until it has ended, or stop it first."
ENDED = "This import has ended. Bring the file in again to change what is in it."


@dataclass(frozen=True)
class Actor:
    """Somebody, as far as one import is concerned."""

    is_owner: bool
    may_bring_in: bool
    may_see_any: bool
    may_keep_words: bool


@dataclass(frozen=True)
class BatchFacts:
    """Where an import stands. `is_worker_at_it`: work is waiting or being done;
    `is_something_left`: records are there still, though it was taken out."""

    state: str
    is_worker_at_it: bool
    has_layout: bool = True
    to_repair: int = 0
    coming_in: int = 0
    is_something_left: bool = False


def bring_in_blocker(actor: Actor) -> str | None:
    """Why this person may not bring in things of this kind."""
    if actor.may_bring_in:
        return None
    return "Your role may not bring these in. Ask your administrator."


def see_blocker(actor: Actor) -> str | None:
    """Why this person may not see or go on with an import.

    Somebody may be ill on the day their file must be finished or taken out again, so the
    involvement team (administrators, where it is theirs) may do all that the owner may.
    """
    if actor.may_bring_in and (actor.is_owner or actor.may_see_any):
        return None
    return "Only the person who brought this file, or the involvement team, can go on with it."


def change_blocker(facts: BatchFacts) -> str | None:
    """Why columns, repairs and doubles cannot be changed now."""
    if facts.state in ImportBatch.CAME_IN or facts.state == State.DROPPED:
        return ENDED
    if facts.state == State.UNREADABLE and not facts.has_layout:
        return "The file cannot be read. Save it again and choose it once more."
    return WORKED_ON if facts.state in ImportBatch.WORKED_ON else None


def layout_blocker(*, has_file: bool) -> str | None:
    """Why no other sheet or row can be taken."""
    return None if has_file else "The file itself is gone. Bring it in again to read it anew."


def answer_blocker(facts: BatchFacts) -> str | None:
    """Why problems and doubles cannot be decided now."""
    if facts.state == State.COLUMNS:
        return "Match the columns first. Then the rows are checked."
    return change_blocker(facts)


def add_word_blocker(actor: Actor) -> str | None:
    """Why this person may not add words to a list."""
    if actor.may_keep_words:
        return None
    return "Only those who keep the word lists can add to them. Choose another answer."


def load_blocker(facts: BatchFacts, mode: str) -> str | None:
    """Why the rows cannot come in now, in this mode."""
    if facts.state != State.CHECKED:
        return answer_blocker(facts)
    if mode == Mode.ALL and facts.to_repair:
        return (
            f"{_rows(facts.to_repair)} still to be repaired or left out. "
            "Do that first, or bring in only the good rows."
        )
    if not facts.coming_in:
        return "There is no row that could come in. Repair some first, or look at the doubles."
    return None


def undo_blocker(facts: BatchFacts) -> str | None:
    """Why what came in cannot be taken out."""
    if facts.state == State.LOADED or facts.is_something_left:
        return None
    if facts.state == State.UNDONE:
        return "This import was taken out already."
    if facts.state == State.UNDOING:
        return "This import is being taken out already."
    return "Nothing has come in with this import, so there is nothing to take out."


def drop_blocker(facts: BatchFacts) -> str | None:
    """Why an import cannot be given up."""
    if facts.state in ImportBatch.CAME_IN:
        return "This has come in. You can take it out again instead."
    if facts.state == State.LOADING:
        return WORKED_ON
    return "This import was given up already." if facts.state == State.DROPPED else None


STEP_ENDED = "This has ended already."


def stop_blocker(facts: BatchFacts) -> str | None:
    """Why a step cannot be stopped. Whoever may go on with an import may also stop its step."""
    return None if facts.is_worker_at_it else STEP_ENDED


def resume_blocker(facts: BatchFacts) -> str | None:
    """Why a step cannot be begun again or left: it is being done, or there is none."""
    if facts.is_worker_at_it:
        return WORKED_ON
    return None if facts.state in ImportBatch.WORKED_ON else "There is nothing to begin again."


def _rows(number: int) -> str:
    return "1 row is" if number == 1 else f"{number:,} rows are"
