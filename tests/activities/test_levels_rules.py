"""Which level it is: every combination of answers."""

import itertools

import pytest

from activities.rules.levels import DEPTH, Answers, WordingFacts, reword_blocker, suggest_level

# Shallow first; a step to the right is a deeper answer.
SCALES = {
    "change": ("nothing", "opinion", "shape"),
    "topic": ("us", "together"),
    "decision": ("us", "together"),
    "work": ("us", "together"),
    "whole": ("no", "yes"),
}
ALL = [Answers(*values) for values in itertools.product(*SCALES.values())]

# What the five levels mean, said a second time: change, topic, decision, work, whole; "*" is any.
TABLE = [
    (("nothing", "*", "*", "*", "*"), "inform"),
    (("opinion", "*", "*", "*", "*"), "engage"),
    (("shape", "*", "us", "*", "*"), "involve"),
    (("shape", "us", "together", "*", "*"), "collaborate"),
    (("shape", "together", "together", "us", "*"), "collaborate"),
    (("shape", "together", "together", "together", "no"), "collaborate"),
    (("shape", "together", "together", "together", "yes"), "co-create"),
]


def values(answers: Answers) -> tuple[str, ...]:
    return tuple(getattr(answers, name) for name in SCALES)


def expected(answers: Answers) -> str:
    fits = [
        code
        for pattern, code in TABLE
        if all(p in ("*", v) for p, v in zip(pattern, values(answers), strict=True))
    ]
    assert len(fits) == 1, f"the table says {fits} of {answers}"
    return fits[0]


@pytest.mark.parametrize("answers", ALL, ids=lambda a: "-".join(values(a)))
def test_suggests_the_level_of_the_table_with_a_reason(answers):
    suggestion = suggest_level(answers)
    assert suggestion.code == expected(answers)
    assert suggestion.because
    assert bool(suggestion.deeper) == (suggestion.code != "co-create")


def test_a_deeper_answer_never_leads_to_a_shallower_level():
    depth = {answers: DEPTH.index(suggest_level(answers).code) for answers in ALL}
    steps = 0
    for answers in ALL:
        for name, scale in SCALES.items():
            for deeper in scale[scale.index(getattr(answers, name)) + 1 :]:
                other = Answers(**{**vars(answers), name: deeper})
                assert depth[other] >= depth[answers], (answers, name, deeper)
                steps += 1
    assert steps > len(ALL)


def test_every_level_can_be_reached():
    assert {suggest_level(answers).code for answers in ALL} == set(DEPTH)


def test_what_would_be_deeper_is_enough_for_the_next_level():
    """Doing all that is named leads one level on."""
    deepest = {name: scale[-1] for name, scale in SCALES.items()}
    for answers in ALL:
        suggestion = suggest_level(answers)
        if not suggestion.deeper:
            continue
        index = DEPTH.index(suggestion.code)
        changed = [
            Answers(**{**vars(answers), **dict(pick)})
            for size in range(1, len(SCALES) + 1)
            for pick in itertools.combinations(deepest.items(), size)
        ]
        assert any(DEPTH.index(suggest_level(other).code) > index for other in changed)


def test_new_words_must_differ_and_not_take_a_name():
    facts = {"is_same": False, "name": "Inform", "others": ("Engage",)}
    assert reword_blocker(WordingFacts(**facts)) is None
    assert "already in use" in reword_blocker(WordingFacts(**{**facts, "is_same": True}))
    assert "“ENGAGE”" in reword_blocker(WordingFacts(**{**facts, "name": "ENGAGE "}))
