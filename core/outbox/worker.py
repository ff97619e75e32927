"""The worker's round: claim a batch, hand each message over, record how it ended."""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import structlog

from core.crypto import CannotOpen
from core.outbox import services
from core.outbox.letters import Letter, compose
from core.outbox.lines import Kind, Line, LineFault, Outcome, open_line
from core.service import System

BATCH = 50
# A round ends well before a task's time limit and before the claims run out.
ROUND = 240.0  # seconds
BATCH_TIME = 120.0  # seconds
LOST_LINES = 3  # in a row, then the rest of the batch waits
SHORT_WAIT = timedelta(minutes=1)
BY = System("outbox")

log = structlog.get_logger(__name__)


def deliver_due(*, seconds: float = ROUND) -> dict[str, int]:
    """Deliver everything that is due, until there is no more or the time is up.

    Answers how many messages ended in which way. Safe to run several at once: each message
    belongs to one worker.
    """
    tally: Counter[str] = Counter()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        letters = services.claim_messages(limit=BATCH, by=BY)
        if not letters:
            break
        if not _deliver(letters, tally):
            break
    if tally:
        log.info("messages_handed_over", count=sum(tally.values()), state=dict(tally))
    return dict(tally)


def _deliver(letters: Sequence[Letter], tally: Counter[str]) -> bool:
    """Hand a batch over on one line; a lost line is opened again for the rest.

    False when there is no getting through: the next sweep tries again.
    """
    gets_through = True
    line: Line | None = None
    lost = 0
    end = time.monotonic() + BATCH_TIME
    try:
        for place, letter in enumerate(letters):
            if lost >= LOST_LINES or time.monotonic() > end:
                wait = SHORT_WAIT if lost else timedelta(0)
                services.release_messages(letters=letters[place:], wait=wait, by=BY)
                tally["released"] += len(letters) - place
                gets_through = not lost
                break
            if line is None:
                try:
                    line = open_line()
                except LineFault as fault:
                    _postpone(letters[place:], str(fault))
                    tally[Kind.LATER.value] += len(letters) - place
                    gets_through = False
                    break
            outcome = _hand_over(line, letter)
            tally[outcome.kind.value] += 1
            lost = lost + 1 if outcome.is_line_lost else 0
            if outcome.is_line_lost:
                line.close(politely=False)
                line = None
    except BaseException:
        # Also when told to stop: an unfinished text must not be ended by a goodbye.
        if line is not None:
            line.close(politely=False)
        raise
    if line is not None:
        line.close(politely=True)
    return gets_through


def _hand_over(line: Line, letter: Letter) -> Outcome:
    """One attempt with one message, recorded."""
    try:
        mail = compose(letter)
    except (CannotOpen, ValueError) as fault:
        reason = f"This message cannot be built: {fault}"
        services.hold_message(letter=letter, reason=reason, by=BY)
        _note(letter, "held", type(fault).__name__)
        return Outcome(Kind.IN_DOUBT, reason)
    outcome = line.hand_over(mail, lambda: services.note_handing_over(letter=letter, by=BY))
    if outcome.kind is not Kind.NOT_OURS:
        is_recorded = services.finish_message(letter=letter, outcome=outcome, by=BY)
        if not is_recorded:
            _note(letter, "late result", outcome.kind.value)
    if outcome.kind is not Kind.DELIVERED:
        _note(letter, outcome.kind.value, outcome.reason)
    return outcome


def _postpone(letters: Sequence[Letter], reason: str) -> None:
    """No line: each message waits its time."""
    outcome = Outcome(Kind.LATER, reason, is_line_lost=True)
    for letter in letters:
        services.finish_message(letter=letter, outcome=outcome, by=BY)
    log.warning("mail_line_closed", count=len(letters), reason=reason)


def _note(letter: Letter, state: str, reason: str) -> None:
    log.warning(
        "message_not_delivered",
        message_id=str(letter.id),
        purpose=letter.purpose,
        attempt=letter.attempts,
        state=state,
        reason=reason,
    )
