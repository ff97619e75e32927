"""Signing up and asking under contention: several at the same moment, on real commits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from activities.models import CoFacilitator, Opportunity, Question
from activities.services.leading import answer_lead, offer_to_lead
from activities.services.questions import QuestionEntry, add_question
from activities.services.sign_ups import ChangeEntry, change_sign_up
from core.models import Message
from core.service import Refused
from tests.activities.places import BY, open_session, place_for
from tests.activities.test_asking import agreed


def at_once(act: Callable[[int], object], count: int) -> list[bool]:
    """Which of so many that happen at once went through."""

    def one(number: int) -> bool:
        try:
            act(number)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(count) as pool:
        return sorted(pool.map(one, range(count)))


def test_the_last_chair_goes_to_one_companion(committed_db):
    made = open_session(places=5)
    rows = [place_for(made, name) for name in ("Ann Lee", "Bo Marsh", "Cy Noon", "Di Poe")]

    def bring_one(number: int) -> None:
        change_sign_up(
            by=BY,
            sign_up_id=rows[number].pk,
            expected=1,
            entry=ChangeEntry(companions=1, shown_name="", answers={}),
        )

    assert at_once(bring_one, 4) == [False, False, False, True]
    assert Opportunity.objects.get().places_taken == 5


def test_eight_questions_at_once_are_five(committed_db):
    made = open_session()

    def ask(number: int) -> None:
        add_question(by=BY, opportunity_id=made.pk, entry=QuestionEntry(f"Question {number}?"))

    assert at_once(ask, 8) == [False] * 3 + [True] * 5
    assert sorted(Question.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5]


def test_two_organisers_who_answer_an_offer_at_once_say_one_thing(committed_db):
    made, person = open_session(lead_call="Open the talk"), agreed("Ann Lee", 1)
    row = offer_to_lead(by=BY, opportunity_id=made.pk, person_id=person.pk, shown_name="Ann")

    def answer(number: int) -> None:
        answer_lead(by=BY, lead_id=row.pk, to=("agreed", "not_now")[number % 2], words="Thanks")

    assert at_once(answer, 4) == [False, False, False, True]
    row = CoFacilitator.objects.get()
    assert Message.objects.filter(recipient_key=person.key).count() == 1
    assert row.version == 2
