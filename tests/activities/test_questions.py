"""What an organiser asks of those who sign up: asked, answered, changed, ended, and forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.models import Question, Session, SignUp, SignUpAnswer
from activities.services.questions import QuestionEntry, add_question
from activities.tasks import forget_old_answers
from community.models import RightsRequest
from community.selectors.data import everything_about
from community.services.erasure import erase_person
from community.services.merging import merge_people
from core.service import Refused
from tests.activities.places import BY, open_session, place_for
from tests.community.people import someone
from tests.house.world import World

ASKED = {"words": "Tea or coffee?", "kind": "choice", "choices": "Tea\nCoffee", "needed": ["yes"]}


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


@pytest.fixture
def world(db) -> World:
    return World()


def ask(world, **given) -> Question:
    """A question of Sam's session."""
    given.setdefault("words", "What should we talk about first?")
    entry = QuestionEntry(**given)
    return add_question(by=world.cast.sam, opportunity_id=world.opportunity.pk, entry=entry)


def member(as_person, world):
    """Amina, who is a member."""
    assert world.member
    return as_person("amina")


def said(client, *where) -> str:
    return client.get(address(*where)).content.decode()


def test_an_organiser_asks_and_members_answer(as_person, world):
    sam, made = as_person("sam"), world.opportunity
    page = said(sam, "question_add", made.pk)
    assert "Never ask about health" in page
    sam.send(address("question_add", made.pk), ASKED)
    row = Question.objects.get()
    assert (row.kind, row.choices, row.is_needed) == ("choice", ["Tea", "Coffee"], True)
    amina = member(as_person, world)
    assert "Tea or coffee?" in said(amina, "sign_up_add", made.pk)
    amina.send(address("sign_up_add", made.pk), {f"question_{row.pk}": "Tea"})
    sign_up = SignUp.objects.get()
    assert "<strong>Tea</strong>" in said(amina, "sign_up_detail", sign_up.pk)
    assert "<strong>Tea</strong>" in said(sam, "opportunity_run", made.pk)
    assert "1 answered" in said(sam, "opportunity_run", made.pk)
    assert "<strong>Tea</strong>" in said(sam, "opportunity_prepare", made.pk)


def test_a_missing_answer_is_said_beside_its_question_and_the_rest_stays(as_person, world):
    row = ask(world, words="Can you stay for lunch?", kind="yes_no", is_needed=True)
    amina = member(as_person, world)
    page = amina.send(
        address("sign_up_add", world.opportunity.pk), {"travel": "A taxi from Deal"}
    ).content.decode()
    assert page.count("Answer this question") == 2  # in the summary and beside the field
    assert f'href="#id_question_{row.pk}"' in page
    assert "A taxi from Deal" in page
    assert not SignUp.objects.exists()
    # What was answered stays when something else is wrong.
    page = amina.send(
        address("sign_up_add", world.opportunity.pk),
        {f"question_{row.pk}": "no", "companions": "99"},
    ).content.decode()
    assert not SignUp.objects.exists()
    assert 'value="no" checked' in page.replace("\n", " ").replace("  ", " ")


def test_staff_ask_the_same_by_telephone_and_change_it_later(as_person, world):
    row = ask(world, is_needed=True)
    sam, made = as_person("sam"), world.opportunity
    entered = {"person": f"P{world.member.pk:05d}"}
    page = sam.send(address("sign_up_enter", made.pk), entered).content.decode()
    assert "Answer this question" in page
    sam.send(address("sign_up_enter", made.pk), {**entered, f"question_{row.pk}": "The garden"})
    sign_up = SignUp.objects.get()
    assert sign_up.answers.get().words == "The garden"
    changed = {"version": sign_up.version, "companions": "1", f"question_{row.pk}": "The food"}
    sam.send(address("sign_up_correct", sign_up.pk), changed)
    sign_up.refresh_from_db()
    assert (sign_up.companions, sign_up.answers.get().words) == (1, "The food")
    # What was written of travel and cover is not theirs to read, and stays.
    SignUp.objects.update(travel="A taxi")
    page = said(sam, "sign_up_correct", sign_up.pk)
    assert "A taxi" not in page
    changed = {"version": sign_up.version, f"question_{row.pk}": "Both"}
    sam.send(address("sign_up_correct", sign_up.pk), changed)
    sign_up.refresh_from_db()
    assert (sign_up.companions, sign_up.travel) == (0, "A taxi")


def test_a_sign_up_is_changed_until_the_last_moment_and_then_by_telephone(as_person, world):
    row = ask(world)
    sign_up, amina = world.sign_up, as_person("amina")
    changed = {"version": 1, "travel": "A bus ticket", f"question_{row.pk}": "The garden"}
    amina.send(address("sign_up_change", sign_up.pk), changed)
    sign_up.refresh_from_db()
    assert (sign_up.travel, sign_up.answers.get().words) == ("A bus ticket", "The garden")
    # Somebody else changed it meanwhile: nothing is lost.
    stale = amina.send(address("sign_up_change", sign_up.pk), changed | {"travel": "A car"})
    assert "A car" in stale.content.decode()
    sign_up.refresh_from_db()
    assert sign_up.travel == "A bus ticket"
    over = timezone.now() - timedelta(minutes=1)
    type(world.opportunity).objects.update(closes_at=over)
    page = said(amina, "sign_up_change", sign_up.pk)
    assert "The last moment to change this here has passed" in page
    assert settings.CONTACT_PHONE in page
    amina.send(address("sign_up_change", sign_up.pk), {"version": 2, "travel": "Late"})
    sign_up.refresh_from_db()
    assert sign_up.travel == "A bus ticket"
    as_person("sam").send(
        address("sign_up_correct", sign_up.pk), {"version": sign_up.version, "companions": "2"}
    )
    sign_up.refresh_from_db()
    assert sign_up.companions == 2


def test_more_companions_need_places_and_fewer_free_them(as_person, world):
    made = open_session("Small group", places=2)
    first = place_for(made, world.member)
    second = place_for(made, "Bo Marsh")
    waits = place_for(made, "Cy Noon")
    assert waits.status == "waiting"
    amina = as_person("amina")
    page = amina.send(address("sign_up_change", first.pk), {"version": 1, "companions": "1"})
    assert "No more places are free" in page.content.decode()
    type(made).objects.filter(pk=made.pk).update(places=3)
    SignUp.objects.filter(pk=second.pk).update(companions=1)
    ivy = as_person("ivy")
    ivy.send(address("sign_up_correct", second.pk), {"version": 1, "companions": "0"})
    waits.refresh_from_db()
    assert waits.status == "offered"


def test_a_question_with_answers_is_only_ended(as_person, world):
    row, sam = ask(world), as_person("sam")
    changed = {"version": 1, "words": "What next?", "kind": "text"}
    sam.send(address("question_change", row.pk), changed)
    row.refresh_from_db()
    assert row.words == "What next?"
    place_for(world.opportunity, world.member, answers={row.pk: "The garden"})
    page = sam.send(address("question_change", row.pk), {**changed, "version": 2, "words": "X?"})
    assert "People have answered this question" in page.content.decode()
    assert "People have answered this question" in said(sam, "question_change", row.pk)
    sam.send(address("question_end", row.pk))
    row.refresh_from_db()
    assert (row.position, row.words) == (None, "What next?")
    # Nobody is asked it any more, and what was answered can still be read.
    assert "What next?" in said(sam, "opportunity_run", world.opportunity.pk)
    assert "The garden" in said(sam, "opportunity_prepare", world.opportunity.pk)
    page = sam.get(address("sign_up_enter", world.opportunity.pk)).content.decode()
    assert "What next?" not in page


def test_there_are_five_questions_at_most(as_person, world):
    rows = [ask(world, words=f"Question {n}?") for n in range(5)]
    with pytest.raises(Refused, match="5 questions already"):
        ask(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=rows[0].pk).update(position=6)
    as_person("sam").send(address("question_end", rows[2].pk))
    assert ask(world).position == 3


@pytest.mark.parametrize("choices", ["", "One", "Same\nSame"])
def test_a_list_needs_two_answers(as_person, world, choices):
    page = as_person("sam").send(
        address("question_add", world.opportunity.pk),
        {"words": "Which?", "kind": "choice", "choices": choices},
    )
    assert page.status_code == 200
    assert not Question.objects.exists()


def test_an_answer_outside_the_list_is_refused_whoever_sends_it(world):
    row = ask(world, kind="choice", choices=("Tea", "Coffee"))
    with pytest.raises(Refused, match="Choose one of the answers"):
        place_for(world.opportunity, world.member, answers={row.pk: "Gin"})


def test_the_database_holds_answer_and_question_together(world):
    row, other = ask(world), open_session("Another")
    sign_up = place_for(other, world.member)
    for opportunity in (other, world.opportunity):
        answer = SignUpAnswer(sign_up=sign_up, question=row, opportunity=opportunity, words="Hello")
        with pytest.raises(IntegrityError):
            _save_now(answer)


def _save_now(row: SignUpAnswer) -> None:
    """Save it, and ask the database at once what it otherwise asks at the end."""
    with transaction.atomic():
        row.save()
        transaction.get_connection().check_constraints()


@pytest.mark.parametrize("key", ["olu", "cal", "amina", "stella"])
def test_others_neither_ask_nor_read(as_person, world, key):
    row = ask(world)
    place_for(world.opportunity, someone("Bo Marsh"), answers={row.pk: "The garden"})
    client = as_person(key)
    for where in (("question_add", world.opportunity.pk), ("question_change", row.pk)):
        assert client.get(address(*where)).status_code == 403
    assert client.get(address("question_end", row.pk)).status_code == 403
    with pytest.raises(Refused):
        add_question(
            by=world.cast.olu, opportunity_id=world.opportunity.pk, entry=QuestionEntry("Who?")
        )
    assert "The garden" not in said(client, "opportunity_detail", world.opportunity.pk)


def test_answers_are_copied_moved_and_forgotten_with_their_person(world):
    row, person = ask(world), someone("Bo Marsh")
    place_for(world.opportunity, person, answers={row.pk: "The garden"})
    copied = str(everything_about(person))
    assert "The garden" in copied
    kept = someone("Bo Marsh the same")
    merge_people(by=world.cast.ivy, kept_id=kept.pk, gone_id=person.pk, chosen={})
    assert SignUpAnswer.objects.get().sign_up.person == kept
    RightsRequest.objects.create(
        person=kept,
        kind="erasure",
        asked_at=timezone.now(),
        planned_at=timezone.now(),
        due_on=timezone.localdate(),
    )
    erase_person(by=BY, person_id=kept.pk)
    assert not SignUpAnswer.objects.exists()


def test_answers_are_forgotten_ninety_days_after_the_session(world):
    row = ask(world)
    place_for(world.opportunity, world.member, answers={row.pk: "The garden"})
    sessions = Session.objects.filter(pk=world.opportunity.session_id)
    today = timezone.localdate()
    sessions.update(held_on=today - timedelta(days=90))
    forget_old_answers()
    assert SignUpAnswer.objects.exists()
    sessions.update(held_on=today - timedelta(days=91))
    forget_old_answers()
    assert not SignUpAnswer.objects.exists()
    assert SignUp.objects.exists()
