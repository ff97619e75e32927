"""By schedule: asked kindly, paused, reminded. Twice the same, late, over changes of the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from community import tasks
from community.models import ByHand, Person, Status
from community.rules.heard_from import months_from
from community.selectors.heard_from import unheard_people
from community.services.contact import finish_by_hand
from community.services.people import change_person, move_person
from core.models import Message
from tests.community.people import someone

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def silent(name="Dana Whitlock", days=400, *, status=Status.ACTIVE, **given) -> Person:
    given.setdefault("email", f"{name.split()[0].lower()}@example.org")
    person = someone(name, status=status, is_email_confirmed=bool(given["email"]), **given)
    at = timezone.now() - timedelta(days=days)
    Person.objects.filter(pk=person.pk).update(heard_from_at=at)
    return Person.objects.get(pk=person.pk)


def asked_ago(person: Person, days: int) -> None:
    Person.objects.filter(pk=person.pk).update(nudged_at=timezone.now() - timedelta(days=days))


def _in_london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def run() -> None:
    tasks.ask_unheard.run()


def subjects() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("subject", flat=True))


def test_asked_once_then_paused_then_told():
    person = silent()
    run()
    run()
    assert len(subjects()) == 1
    assert "still want to take part" in subjects()[0]
    asked_ago(person, 43)
    run()
    run()
    person.refresh_from_db()
    assert (person.status, person.nudged_at) == (Status.PAUSED, None)
    move = person.moves.last()
    assert move.system == "ask_unheard"
    assert "have not heard from you" in move.why
    assert [s for s in subjects() if "paused" in s] != []
    assert len(subjects()) == 2


def test_nobody_is_paused_early(cast):
    person = silent()
    asked_ago(person, 41)
    run()
    person.refresh_from_db()
    assert person.status == Status.ACTIVE


def test_who_answers_is_left_alone(cast):
    person = silent(account=cast.amina)
    asked_ago(person, 50)
    change_person(
        by=cast.amina, person_id=person.pk, expected=None, changes={"language": "English"}
    )
    run()
    person.refresh_from_db()
    assert (person.status, person.nudged_at) == (Status.ACTIVE, None)
    assert subjects() == []


def test_the_team_says_they_heard_from_somebody(as_person):
    person = silent()
    asked_ago(person, 50)
    as_person("ivy").send(reverse("community:person_heard_from", args=[person.pk]))
    run()
    person.refresh_from_db()
    assert person.status == Status.ACTIVE
    assert not unheard_people().exists()


def test_whom_nothing_reaches_is_neither_asked_nor_paused():
    person = silent(email="")
    run()
    person.refresh_from_db()
    assert (person.nudged_at, person.status) == (None, Status.ACTIVE)


def test_who_left_or_waits_is_not_asked():
    for number, status in enumerate((Status.LEFT, Status.ASKED, Status.PAUSED, Status.NOT_NOW)):
        silent(f"P{number} Person", status=status)
    run()
    assert subjects() == []


def test_what_was_missed_comes_little_by_little(monkeypatch):
    monkeypatch.setattr(tasks, "MOST_WRITTEN", 2)
    for number in range(5):
        silent(f"P{number} Person")
    for sent in (2, 4, 5, 5):
        run()
        assert len(subjects()) == sent


def test_who_wanted_back_is_reminded_once_and_not_moved(cast):
    person = silent(days=5, account=cast.amina)
    move_person(by=cast.amina, person_id=person.pk, to=Status.PAUSED, back_on=timezone.localdate())
    run()
    change_person(by=cast.amina, person_id=person.pk, expected=None, changes={"language": "Urdu"})
    run()
    person.refresh_from_db()
    assert person.status == Status.PAUSED
    assert len(subjects()) == 1
    assert "come back today" in subjects()[0]


@pytest.mark.parametrize(
    ("now", "heard", "is_due"),
    [
        # The clock goes forward on 28 March 2027 and back on 25 October 2026.
        ("2027-03-28T00:30", "2026-03-28T23:59", True),
        ("2027-03-28T02:30", "2026-03-29T00:00", False),
        ("2027-10-25T00:01", "2026-10-25T23:59", True),
        ("2027-10-24T23:59", "2026-10-25T00:00", False),
        ("2028-02-29T12:00", "2027-02-28T23:00", True),
    ],
)
def test_a_year_is_a_year_whatever_the_clock_does(monkeypatch, now, heard, is_due):
    person = silent()
    at, heard_at = _in_london(now).astimezone(UTC), _in_london(heard)
    monkeypatch.setattr(timezone, "now", lambda: at)
    Person.objects.filter(pk=person.pk).update(heard_from_at=heard_at)
    assert unheard_people().exists() is is_due


def test_months_end_where_months_end():
    assert str(months_from(date(2027, 3, 31), -1)) == "2027-02-28"
    assert str(months_from(date(2026, 12, 15), 2)) == "2027-02-15"


def test_not_now_is_told_with_its_reason(as_person):
    person = someone("Asked One", status=Status.ASKED, email="a@b.org", is_email_confirmed=True)
    page = reverse("community:person_move", args=[person.pk, "not_now"])
    ivy = as_person("ivy")
    assert "Say why" in ivy.send(page, {"why": ""}).content.decode()
    ivy.send(page, {"why": "You live in Wales. Ask your own trust."})
    assert "You live in Wales" in Message.objects.get().body
    assert mail.outbox == []


# --- Silence of who was never reached says nothing ---------------------------------------


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("", Status.ACTIVE), ("not_reached", Status.ACTIVE), ("done", Status.PAUSED)],
)
def test_who_is_phoned_is_paused_only_after_somebody_spoke_to_them(outcome, status, cast):
    person = silent(email="", phone="01227 960 123")
    run()
    row = ByHand.objects.get(person=person)
    if outcome:
        finish_by_hand(by=cast.ivy, by_hand_id=row.pk, outcome=outcome)
    then = timezone.now() - timedelta(days=50)
    done = {"done_at": then} if outcome else {}
    ByHand.objects.update(created_at=then, **done)
    asked_ago(person, 50)
    run()
    person.refresh_from_db()
    assert person.status == status


def test_who_has_not_said_that_an_address_is_theirs_is_not_paused_for_silence():
    person = silent()
    Person.objects.update(is_email_confirmed=False, is_address_theirs=False)
    run()
    assert [subject for subject in subjects() if "take part" in subject] == []
    asked_ago(person, 50)
    run()
    person.refresh_from_db()
    assert person.status == Status.ACTIVE
