"""Which level an activity seems to be, and when its words may change."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

NOTHING, OPINION, SHAPE = "nothing", "opinion", "shape"
US, TOGETHER = "us", "together"
NO, YES = "no", "yes"

INFORM, ENGAGE, INVOLVE, COLLABORATE, CO_CREATE = (
    "inform",
    "engage",
    "involve",
    "collaborate",
    "co-create",
)
DEPTH = (INFORM, ENGAGE, INVOLVE, COLLABORATE, CO_CREATE)


@dataclass(frozen=True)
class Answers:
    """What a person said about an activity.

    `change` is nothing, opinion or shape; `topic`, `decision` and `work` are us or
    together; `whole` is no or yes.
    """

    change: str
    topic: str
    decision: str
    work: str
    whole: str


@dataclass(frozen=True)
class Suggestion:
    """A level's code, why it was chosen, and what would have made it one step deeper."""

    code: str
    because: tuple[str, ...]
    deeper: tuple[str, ...]


def suggest_level(answers: Answers) -> Suggestion:
    """The deepest of the five levels whose every condition is met, with the reasons in words.

    The conditions are our reading of the five levels of the Co-creation strategic plan
    2025–2028. A deeper answer to any question never leads to a shallower level.
    """
    reached = 0
    for depth, code in enumerate(DEPTH):
        if _unmet(code, answers):
            break
        reached = depth
    code = DEPTH[reached]
    deeper = _unmet(DEPTH[reached + 1], answers) if reached + 1 < len(DEPTH) else ()
    return Suggestion(code, _because(code, answers), deeper)


def _unmet(code: str, answers: Answers) -> tuple[str, ...]:
    """What a level still asks for, in words. Inform asks for nothing."""
    wants = {
        INFORM: (),
        ENGAGE: ((answers.change != NOTHING, _("People could say what they think.")),),
        INVOLVE: ((answers.change == SHAPE, _("What people said could change what happened.")),),
        COLLABORATE: ((answers.decision == TOGETHER, _("The decision was made together.")),),
        CO_CREATE: (
            (answers.topic == TOGETHER, _("The topic was chosen together.")),
            (answers.work == TOGETHER, _("The work afterwards was shared.")),
            (answers.whole == YES, _("It went on from the first idea to the finished change.")),
        ),
    }
    return tuple(words for is_met, words in wants[code] if not is_met)


def _because(code: str, answers: Answers) -> tuple[str, ...]:
    reasons = {
        INFORM: [_("People were told something, and there was nothing they could answer.")],
        ENGAGE: [_("People could say what they think, but it could not change much.")],
        INVOLVE: [_("What people said could change what happened. The decision stayed with us.")],
        COLLABORATE: [_("What people said could change what happened, and we decided together.")],
        CO_CREATE: [_("The topic, the decision and the work were shared from start to finish.")],
    }[code]
    if code == INFORM and answers.decision == TOGETHER:
        reasons.append(_("You also said the decision was shared. If nothing could change, was it?"))
    if code == ENGAGE and answers.decision == TOGETHER:
        reasons.append(
            _("You also said the decision was shared, but what people said did not shape it.")
        )
    return tuple(reasons)


@dataclass(frozen=True)
class WordingFacts:
    """What the rule about new words needs: `others` are the other names on the ladder."""

    is_same: bool
    name: str
    others: tuple[str, ...]


def reword_blocker(facts: WordingFacts) -> str | None:
    """Why these words cannot become the new wording, or None."""
    if facts.is_same:
        return "These are the words already in use. Change something, or go back."
    if facts.name.strip().casefold() in {other.casefold() for other in facts.others}:
        return f"Another level is already called “{facts.name.strip()}”."
    return None
