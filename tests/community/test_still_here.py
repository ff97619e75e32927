"""Who does something is heard from, in each of the ways there are, and is not asked or paused."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from community import tasks
from community.models import Person, Status
from community.selectors.heard_from import unheard_people
from community.services.consents import record_consents, stop_purposes
from community.services.needs import NeedEntry, set_needs
from community.services.rights import ask_right
from community.services.support import ContactEntry, set_emergency_contact
from core.models import Message
from core.service import System
from tests.community.people import someone
from tests.users.people import own_caches, sign_in, with_password
from tests.users.post import last_letter
from users.services import note_sign_in

pytestmark = pytest.mark.django_db
LINK = System("preference link")


@pytest.fixture(autouse=True)
def as_in_use(settings):
    """Mail goes into the outbox, as it does in use, and each test counts its own tries."""
    settings.CACHES = own_caches()
    settings.EMAIL_BACKEND = "core.mail.OutboxBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def amina(cast) -> Person:
    """Amina, silent for over a year and asked fifty days ago whether she is still with us."""
    person = someone(
        "Amina Yusuf", account=cast.amina, email=cast.amina.email, is_email_confirmed=True
    )
    silent(person)
    return person


def silent(person: Person, *, asked: int | None = 50) -> None:
    now = timezone.now()
    Person.objects.filter(pk=person.pk).update(
        heard_from_at=now - timedelta(days=420),
        nudged_at=now - timedelta(days=asked) if asked else None,
    )


def is_left_alone(person: Person) -> bool:
    """By the job of every night: neither paused nor asked again."""
    tasks.ask_unheard.run()
    person.refresh_from_db()
    return person.status == Status.ACTIVE and person.nudged_at is None


def test_who_does_nothing_is_paused(amina):
    assert not is_left_alone(amina)


WAYS = {
    "what they agree to": lambda person, by: record_consents(
        by=by, person_id=person.pk, choices={("newsletter", "email"): True}, source="online"
    ),
    "one click in a mail": lambda person, by: stop_purposes(
        by=LINK, person_id=person.pk, purposes=["newsletter"], source="signed_link"
    ),
    "what they need": lambda person, by: set_needs(
        by=by, person_id=person.pk, entries=[NeedEntry("place_step_free", "team")]
    ),
    "whom to call": lambda person, by: set_emergency_contact(
        by=by, person_id=person.pk, entry=ContactEntry(name="Bo", phone="01227 555123")
    ),
    "what they ask": lambda person, by: ask_right(
        by=by, person_id=person.pk, kind="complaint", words="The room was cold."
    ),
}


@pytest.mark.parametrize("who", ["amina", "ivy"])
@pytest.mark.parametrize("way", WAYS)
def test_what_somebody_does_or_tells_the_team_counts(cast, amina, way, who):
    WAYS[way](amina, getattr(cast, who))
    assert is_left_alone(amina)


def test_staff_who_act_of_their_own_accord_have_not_heard_from_anybody(cast, amina, as_person):
    page = reverse("community:person_change", args=[amina.pk, "language"])
    amina.refresh_from_db()
    as_person("ivy").send(page, {"language": "Welsh", "version": amina.version})
    assert not is_left_alone(amina)


def test_signing_in_counts(client, cast, amina):
    sign_in(client, with_password(cast.amina))
    assert is_left_alone(amina)


def test_signing_in_again_on_the_same_day_writes_nothing_more(cast, amina):
    note_sign_in(by=cast.amina)
    amina.refresh_from_db()
    first = amina.heard_from_at
    note_sign_in(by=cast.amina)
    amina.refresh_from_db()
    assert amina.heard_from_at == first
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        note_sign_in(by=cast.amina)
        amina.refresh_from_db()
        assert amina.heard_from_at > first


def test_a_break_stays_a_break(client, cast, amina):
    Person.objects.filter(pk=amina.pk).update(status=Status.PAUSED)
    sign_in(client, with_password(cast.amina))
    amina.refresh_from_db()
    assert (amina.status, amina.nudged_at is None) == (Status.PAUSED, False)


# --- One press ----------------------------------------------------------------------------


def link_to(person: Person) -> str:
    silent(person, asked=None)
    tasks.ask_unheard.run()
    return last_letter(person.email).link("still-here")


def test_the_mail_has_a_link_that_takes_one_press(client, amina):
    link = link_to(amina)
    asked = client.get(link).content.decode()
    assert "I am still here" in asked
    assert "Amina" not in asked
    amina.refresh_from_db()
    assert amina.nudged_at is not None, "a link that is only opened, as mail programs do, says yes"
    answer = client.send(link)
    assert "Nothing changes for you" in client.get(answer.url).content.decode()
    assert is_left_alone(amina)
    assert not unheard_people().exists()


def test_a_forged_link_opens_nothing(client, amina):
    answer = client.get(link_to(amina).replace(f"/{amina.pk}.", f"/{amina.pk + 1}."))
    assert answer.status_code == 404
    assert "no longer works" in answer.content.decode()


def test_who_was_paused_meanwhile_is_told_how_to_come_back(client, amina):
    link = link_to(amina)
    Person.objects.filter(pk=amina.pk).update(status=Status.PAUSED)
    told = client.get(link).content.decode()
    assert "Your part is paused" in told
    assert "Come back" in told
    assert "I am still here" not in told
    assert "Your part is paused" in client.send(link).content.decode()


def test_who_is_signed_in_says_it_on_their_page(as_person, amina):
    mine = as_person("amina")
    here = reverse("community:own_still_here")
    assert here in mine.get(reverse("home:my_involvement")).content.decode()
    mine.send(here)
    assert here not in mine.get(reverse("home:my_involvement")).content.decode()
    assert is_left_alone(amina)
    assert Message.objects.filter(recipient_key=amina.key).count() == 0
