"""Who leaves, pauses or is told "not now" gets nothing of what was about to go out."""

import pytest
from django.urls import reverse

from community.models import ByHand, HeldMessage, Person, Status
from community.services.consents import record_consents
from community.services.contact import write_to
from community.services.rights import ask_right, leave
from community.tasks import pass_on_held
from core.models import Message
from tests.community.people import BY, someone

pytestmark = pytest.mark.django_db
ALL = ("surveys", "record_changed", "sign_up", "rights", "joined")


@pytest.fixture(autouse=True)
def awake(settings):
    settings.QUIET_FROM = settings.QUIET_UNTIL = 0


def agreed(channel: str, **given) -> Person:
    person = someone("Wanda Waits", **given)
    choices = {("surveys", channel): True}
    record_consents(by=BY, person_id=person.pk, choices=choices, source="online")
    return person


def written(person: Person) -> Person:
    for purpose in ALL:
        outcome = write_to(
            by=BY, person_id=person.pk, purpose=purpose, subject=purpose, body="Words"
        )
        assert outcome.is_sent
    return person


def waiting(person: Person) -> set[str]:
    found = Message.objects.filter(recipient_key=person.key, state="waiting")
    return set(found.values_list("purpose", flat=True))


def by_hand(person: Person) -> set[str]:
    found = ByHand.objects.filter(person=person, done_at__isnull=True)
    return set(found.values_list("purpose", flat=True))


def held(person: Person) -> set[str]:
    return set(HeldMessage.objects.filter(person=person).values_list("purpose", flat=True))


def moved(as_person, person: Person, to: str, **more) -> None:
    page = reverse("community:person_move", args=[person.pk, to])
    answer = as_person("ivy").send(page, {"why": "They told us on the telephone.", **more})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("to", "left"),
    [("left", {"rights"}), ("paused", {"rights", "sign_up", "record_changed"})],
)
def test_staff_move_somebody_and_mail_that_waits_stops(as_person, to, left):
    person = written(agreed("email", email="wanda@home.example"))
    assert waiting(person) == set(ALL)
    moved(as_person, person, to)
    assert waiting(person) == left
    stopped = Message.objects.filter(recipient_key=person.key, state="stopped").first()
    assert (
        stopped.last_error
        == {
            "left": "The person has left.",
            "paused": "The person has paused.",
        }[to]
    )


def test_messages_by_hand_stop_too(as_person):
    person = written(agreed("telephone", phone="01227 960 123"))
    assert by_hand(person) == set(ALL)
    moved(as_person, person, "left")
    assert by_hand(person) == {"rights"}
    row = ByHand.objects.get(person=person, purpose="surveys")
    assert (row.outcome, row.note) == ("stopped", "The person has left.")


def test_who_is_told_not_now_gets_that_and_nothing_else(as_person):
    person = someone("Nell Now", status=Status.ASKED, email="nell@home.example")
    write_to(by=BY, person_id=person.pk, purpose="joined", subject="x", body="x")
    moved(as_person, person, "not_now", why="You live in Wales.")
    assert waiting(person) == {"not_now"}


def test_the_question_whose_an_address_is_stays_while_an_answer_waits_for_it(as_person):
    person = written(agreed("email", email="wanda@home.example", is_address_theirs=False))
    assert held(person) == set(ALL)
    moved(as_person, person, "left")
    assert held(person) == {"rights"}
    assert waiting(person) == {"whose_address"}
    pass_on_held()
    assert held(person) == {"rights"}


def test_the_question_is_asked_anew_for_who_is_told_not_now(as_person):
    person = someone(
        "Nell Now", status=Status.ASKED, email="nell@home.example", is_address_theirs=False
    )
    write_to(by=BY, person_id=person.pk, purpose="joined", subject="x", body="x")
    moved(as_person, person, "not_now", why="You live in Wales.")
    assert held(person) == {"not_now"}
    assert waiting(person) == {"whose_address"}


def test_my_own_break_stops_what_was_about_to_be_asked(as_person, cast):
    person = agreed("email", account=cast.amina, email="amina@portal.example")
    written(person)
    answer = as_person("amina").send(reverse("community:own_pause"), {"why": ""})
    assert answer.status_code == 302
    assert waiting(person) == {"rights", "sign_up", "record_changed"}


def test_leaving_does_not_stop_the_answer_to_a_question_about_my_rights(cast):
    person = agreed("email", account=cast.amina, email="amina@portal.example")
    written(person)
    leave(by=cast.amina, person_id=person.pk, is_to_be_forgotten=False)
    assert waiting(person) == {"rights"}
    reasons = Message.objects.filter(recipient_key=person.key, state="stopped")
    assert set(reasons.values_list("last_error", flat=True)) == {"The person has left."}


def test_who_asks_to_be_forgotten_still_gets_what_the_law_wants(cast):
    person = agreed("email", account=cast.amina, email="amina@portal.example")
    written(person)
    ask_right(by=cast.amina, person_id=person.pk, kind="erasure")
    assert waiting(person) == {"rights"}
    assert Message.objects.filter(recipient_key=person.key, purpose="rights").count() == 2
    assert Message.objects.filter(last_error="The person asked to be forgotten.").count() == 4
