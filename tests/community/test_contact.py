"""Who is written to, by which way and when; and what is done by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from community.models import Ask, ByHand, Person, Status
from community.rules.contact import due_after_quiet
from community.selectors.contact import bounced_people
from community.services.consents import record_consents
from community.services.contact import note_bounce, trust_address, write_to
from community.tasks import note_bounces
from core.models import Message
from core.outbox.letters import compose, letter_of
from core.service import System
from tests.community.people import BY, someone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def awake(settings):
    settings.QUIET_FROM = settings.QUIET_UNTIL = 0


def reached(**given):
    person = someone(**{"email": "dana@home.example", **given})
    choices = {(purpose, "email"): True for purpose in ("newsletter", "opportunities", "surveys")}
    record_consents(by=BY, person_id=person.pk, choices=choices, source="online")
    return person


def write(person, purpose="opportunities", **given):
    return write_to(
        by=BY, person_id=person.pk, purpose=purpose, subject="Hello", body="Words.", **given
    )


def test_a_message_says_why_it_comes_and_how_to_stop_it():
    person = reached()
    assert write(person).channel == "email"
    message = Message.objects.get(recipient_key=person.key)
    assert "You agreed to hear about things" in message.body
    assert "/community/preferences/" in message.body
    headers = compose(letter_of(message)).content.decode()
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in headers
    assert "/opportunities/" in message.unsubscribe_url


def test_a_message_about_what_one_joined_needs_no_consent_and_offers_no_one_click():
    person = someone(email="dana@home.example")
    assert write(person, "joined").is_sent
    assert Message.objects.get().unsubscribe_url == ""
    answer = write(person, "newsletter")
    assert (answer.is_sent, answer.reason) == (
        False,
        "This person has not agreed to such messages.",
    )


def test_an_unknown_purpose_is_a_fault_and_no_way_round_consent():
    with pytest.raises(LookupError, match="newsletters"):
        write(reached(), "newsletters")


@pytest.mark.parametrize(
    ("status", "purpose", "reason"),
    [
        (Status.LEFT, "opportunities", "This person has left."),
        (Status.LEFT, "joined", "This person has left."),
        (Status.PAUSED, "newsletter", "This person has paused."),
        (Status.NOT_NOW, "surveys", "This person was told “not now”."),
    ],
)
def test_who_is_not_written_to(status, purpose, reason):
    person = reached(status=status)
    assert write(person, purpose).reason == reason
    assert write(person, "rights").is_sent


def test_who_pauses_can_be_asked_whether_they_come_back():
    assert write(reached(status=Status.PAUSED), "back_today").is_sent


def test_who_pauses_is_still_told_about_a_place_they_have():
    assert write(reached(status=Status.PAUSED), "sign_up").is_sent


def test_what_is_for_a_joined_record_goes_to_the_one_that_is_kept():
    gone, kept = someone("Gone", email="gone@home.example"), reached()
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert write(gone).is_sent
    assert Message.objects.get().address == "dana@home.example"


def test_nobody_is_asked_too_often(settings):
    settings.ASKS_A_MONTH = 2
    person = reached()
    assert write(person, is_ask=True).is_sent
    assert write(person, is_ask=True, about="activities.activity:1").is_sent
    answer = write(person, is_ask=True)
    assert answer.reason == "Nobody is asked more than twice in 30 days."
    assert write(person, is_ask=False).is_sent
    assert Ask.objects.count() == 2


def test_a_person_may_want_to_be_asked_less_or_not_at_all():
    assert (
        "at most once" in [write(p, is_ask=True) for p in [reached(asks_a_month=1)] * 2][1].reason
    )
    assert "0 times" in write(reached(email="b@home.example", asks_a_month=0), is_ask=True).reason


def test_asks_of_a_joined_record_count_too(settings):
    settings.ASKS_A_MONTH = 1
    gone, kept = reached(email="gone@home.example"), reached()
    write(gone, is_ask=True)
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert not write(kept, is_ask=True).is_sent


def test_asks_older_than_30_days_no_longer_count(settings):
    settings.ASKS_A_MONTH = 1
    person = reached()
    Ask.objects.create(person=person, purpose="surveys", at=timezone.now() - timedelta(days=31))
    assert write(person, is_ask=True).is_sent


def test_what_waits_for_the_morning_is_said_where_nothing_is_listed_yet(as_person, cast):
    person, ivy = someone("Dana Whitlock", phone="01227 960 123"), as_person("ivy")
    link = reverse("community:by_hand_list")
    assert "for later" not in ivy.get(link).content.decode()
    write(person, "joined")
    morning = (timezone.localtime() + timedelta(days=1)).replace(hour=8, minute=0, second=0)
    ByHand.objects.update(due_at=morning)
    page = ivy.get(link).content.decode()
    assert "1 more is for later" in page
    assert f"The first is for {morning:%A} {morning.day} {morning:%B %Y}, 08:00." in page
    assert "Dana Whitlock" not in page


def test_who_has_no_email_is_reached_by_hand(as_person, cast):
    person = someone("Dana Whitlock", phone="01227 960 123")
    assert write(person, "joined").channel == "telephone"
    ivy = as_person("ivy")
    assert "Dana Whitlock" in ivy.get(reverse("community:by_hand_list")).content.decode()
    row = ByHand.objects.get()
    page = reverse("community:by_hand_finish", args=[row.pk])
    assert "01227 960 123" in ivy.get(page).content.decode()
    assert ivy.send(page, {"outcome": "not_reached", "note": "No answer"}).status_code == 302
    row.refresh_from_db()
    assert (row.outcome, row.done_by) == ("not_reached", cast.ivy)
    assert "done already" in ivy.send(page, {"outcome": "done"}).content.decode()


def test_a_mobile_gets_a_text_and_who_wants_letters_gets_one(as_person):
    assert write(someone(phone="07700 900 123"), "joined").channel == "text"
    letter = someone("Post Lover", is_post_wanted=True, address="1 High Street\nDeal")
    assert write(letter, "joined").channel == "post"
    page = as_person("ivy").get(reverse("community:by_hand_letters")).content.decode()
    assert "1 High Street<br>Deal" in page
    assert "07700" not in page


def test_consent_for_a_way_without_an_address_reaches_nobody():
    person = someone(phone="07700 900 123")
    record_consents(
        by=BY, person_id=person.pk, choices={("surveys", "email"): True}, source="paper"
    )
    assert "no address for the ways" in write(person, "surveys").reason


# --- When -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-07-01T12:00", "2026-07-01T12:00"),
        ("2026-07-01T19:30", "2026-07-02T07:00"),  # 20:30 by the clock in summer
        ("2026-07-01T06:59", "2026-07-01T07:00"),
        ("2026-12-01T19:30", "2026-12-01T19:30"),
        ("2026-12-01T20:00", "2026-12-02T08:00"),
        ("2026-03-28T22:00", "2026-03-29T07:00"),  # the night the clock is put on
        ("2026-10-24T21:00", "2026-10-25T08:00"),  # and back
    ],
)
def test_nobody_is_written_to_in_the_quiet_hours(now, due):
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert due_after_quiet(at, 20, 8) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_a_message_of_the_night_waits_for_the_morning(settings):
    hour = timezone.localtime().hour
    settings.QUIET_FROM, settings.QUIET_UNTIL = hour, (hour + 2) % 24
    answer = write(reached())
    assert answer.due_at > timezone.now()
    assert Message.objects.get().due_at == answer.due_at


# --- Mail that came back ----------------------------------------------------------------


def refused(person, reason="550 no such user"):
    Message.objects.filter(recipient_key=person.key).update(
        state="sending", lease_until=timezone.now()
    )
    Message.objects.filter(recipient_key=person.key).update(
        state="refused", lease_until=None, last_error=reason
    )


def test_mail_that_came_back_is_noted_and_shown_to_the_team(as_person):
    person = reached(phone="07700 900 123")
    write(person, "joined")
    refused(person)
    note_bounces()
    person.refresh_from_db()
    assert person.email_failed_at is not None
    page = as_person("ivy").get(reverse("community:person_consents", args=[person.pk]))
    assert "Email does not reach this person" in page.content.decode()
    assert write(person, "joined").channel == "text"
    assert "Email to this person came back" in write(person, "newsletter").reason


def test_an_address_that_works_after_all_is_not_marked_again(cast):
    person = reached()
    write(person, "joined")
    refused(person)
    note_bounce(by=System("bounces"), person_id=person.pk, address=person.email)
    trust_address(by=cast.ivy, person_id=person.pk)
    assert bounced_people() == []


def test_a_message_given_up_by_hand_says_nothing_of_the_address():
    person = reached()
    write(person, "joined")
    refused(person, "Given up: too late")
    assert bounced_people() == []


# --- Letters ----------------------------------------------------------------------------


def letters_to(*names):
    for name in names:
        person = someone(name, is_post_wanted=True, address="1 High Street\nDeal")
        assert write(person, "joined").channel == "post"
    return {row.person.name: row for row in ByHand.objects.select_related("person")}


def test_letters_that_were_posted_together_are_ticked_off_together(as_person, cast):
    rows = letters_to("Ann Ash", "Ben Birch", "Cy Cedar")
    page = reverse("community:by_hand_letters")
    ivy = as_person("ivy")
    assert ivy.get(page).content.decode().count('type="checkbox"') == 3
    posted = [rows["Ann Ash"].pk, rows["Cy Cedar"].pk]
    assert ivy.send(page, {"letters": posted}).status_code == 302
    done = ByHand.objects.filter(done_by=cast.ivy, outcome="done")
    assert set(done.values_list("person__name", flat=True)) == {"Ann Ash", "Cy Cedar"}
    left = ivy.get(page).content.decode()
    assert "Ben Birch" in left
    assert "Ann Ash" not in left
    assert "was ticked off meanwhile" in ivy.send(page, {"letters": posted}).content.decode()


@pytest.mark.parametrize("count", [1, 25, 60])
def test_letters_cost_the_same_for_many(as_person, count, django_assert_max_num_queries):
    ivy = as_person("ivy")
    letters_to(*[f"Person {number}" for number in range(count)])
    for name in ("by_hand_letters", "by_hand_list"):
        with django_assert_max_num_queries(9):
            ivy.get(reverse(f"community:{name}"))


def test_a_wrongly_typed_address_stands_on_the_persons_page_and_the_desk(as_person):
    person = reached()
    Person.objects.filter(pk=person.pk).update(email_failed_at=timezone.now())
    ivy = as_person("ivy")
    page = ivy.get(reverse("community:person_detail", args=[person.pk])).content.decode()
    assert "came back" in page
    desk = ivy.get(reverse("home:start")).content.decode()
    assert "person cannot be reached by email" in desk


@pytest.mark.parametrize("count", [1, 25, 60])
def test_what_was_said_costs_the_same_for_much(as_person, count, django_assert_max_num_queries):
    person, ivy = someone(phone="01227 960 123"), as_person("ivy")
    for number in range(count):
        choice = {("surveys", "telephone"): number % 2 == 0}
        record_consents(by=BY, person_id=person.pk, choices=choice, source="telephone")
        Ask.objects.create(person=person, purpose="surveys")
    for page in (
        reverse("community:person_consents", args=[person.pk]),
        reverse("community:wording_list"),
        reverse("community:letter_list"),
    ):
        with django_assert_max_num_queries(14):
            ivy.get(page)


def test_mail_that_came_back_from_an_earlier_address_does_not_mark_the_new_one(monkeypatch):
    """The address changes after the job looked and before it writes."""
    person = reached()
    write(person, "joined")
    refused(person)
    found = bounced_people()
    assert found == [(person.pk, person.email)]
    Person.objects.filter(pk=person.pk).update(email="new@home.example")
    monkeypatch.setattr("community.tasks.bounced_people", lambda: found)
    note_bounces()
    person.refresh_from_db()
    assert person.email_failed_at is None
