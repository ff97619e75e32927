"""What people agree to: by themselves, by the team for them, and by the link in a message."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from community.models import Consent, ConsentWording
from community.selectors.consents import (
    given_channels,
    latest_consents,
    preference_address,
    present_wordings,
)
from community.services.consents import (
    add_wording,
    record_consents,
    renew_preference_link,
    stop_purposes,
)
from community.services.contact import write_to
from core.models import Message
from core.service import Refused
from tests.community.people import BY, someone

pytestmark = pytest.mark.django_db
NEWS = ("newsletter", "email")


def box(purpose="newsletter", channel="email") -> str:
    return str(present_wordings()[purpose, channel].pk)


def agreed(person=None, **given):
    person = person or someone(email="dana@home.example", **given)
    record_consents(by=BY, person_id=person.pk, choices={NEWS: True}, source="online")
    return person


def link_of(person) -> str:
    write_to(by=BY, person_id=person.pk, purpose="joined", subject="Hello", body="You joined.")
    person.refresh_from_db()
    return preference_address(person.preference_link).removeprefix("http://127.0.0.1:8000")


def test_nothing_is_ticked_until_the_person_ticks_it(as_person, cast):
    person = someone(account=cast.amina, email="amina@portal.example")
    page = reverse("community:own_consents")
    amina = as_person("amina")
    assert "checked" not in amina.get(page).content.decode()
    amina.send(page, {"newsletter": [box()], "version": 1})
    row = Consent.objects.get(person=person)
    assert (row.source, row.recorded_by, row.wording.text) == (
        "online",
        cast.amina,
        "You may send me the newsletter by email.",
    )
    assert "checked" in amina.get(page).content.decode()
    assert "Yes" in amina.get(page).content.decode()


def test_the_latest_counts_and_nothing_is_written_twice():
    person = agreed()
    record_consents(by=BY, person_id=person.pk, choices={NEWS: True}, source="online")
    assert person.consents.count() == 1
    choices = {NEWS: False, ("surveys", "email"): False}
    record_consents(by=BY, person_id=person.pk, choices=choices, source="online")
    assert given_channels(person, "newsletter") == set()
    assert person.consents.count() == 2


def test_a_page_that_is_older_than_what_was_said_undoes_nothing(as_person, cast):
    person = someone(account=cast.amina, email="amina@portal.example")
    agreed(person)
    amina, page = as_person("amina"), reverse("community:own_consents")
    late = amina.send(page, {"surveys": [box("surveys")], "version": 1})
    assert "This was changed while you had it open" in late.content.decode()
    assert given_channels(person, "newsletter") == {"email"}


def test_words_that_changed_meanwhile_are_read_again(as_person, cast):
    someone(account=cast.amina, email="amina@portal.example")
    old = box()
    add_wording(
        by=cast.ivy,
        purpose="newsletter",
        channel="email",
        text="You may email me the newsletter, and tell me of books.",
        valid_from=timezone.localdate(),
    )
    answer = as_person("amina").send(
        reverse("community:own_consents"), {"newsletter": [old], "version": 1}
    )
    assert "These words have changed" in answer.content.decode()
    assert not Consent.objects.exists()


def test_paper_of_2023_counts_with_the_words_of_2023(as_person, cast):
    person = someone(email="dana@home.example")
    page = reverse("community:person_consents", args=[person.pk])
    sent = {
        "newsletter": [box()],
        "source": "paper",
        "said_on_day": "3",
        "said_on_month": "5",
        "said_on_year": "2023",
        "note": "Folder B",
        "version": 1,
    }
    ivy = as_person("ivy")
    assert "no words of that day" in ivy.send(page, sent).content.decode()
    old = add_wording(
        by=cast.ivy,
        purpose="newsletter",
        channel="email",
        text="I want the Involvement News",
        valid_from=date(2023, 1, 1),
    )
    assert present_wordings()[NEWS].pk == int(box()) != old.pk
    assert ivy.send(page, sent).status_code == 302
    row = Consent.objects.get(person=person)
    assert (row.wording, row.source, row.at.year, row.recorded_by) == (old, "paper", 2023, cast.ivy)


def test_old_paper_does_not_undo_what_was_said_later(cast):
    person = agreed()
    before = timezone.now() - timedelta(days=3)
    with pytest.raises(Refused, match="That is later"):
        record_consents(
            by=cast.ivy, person_id=person.pk, choices={NEWS: False}, source="paper", at=before
        )


def test_nobody_agrees_for_somebody_else(cast):
    person = someone(email="dana@home.example", by=cast.sam)
    record_consents(by=cast.sam, person_id=person.pk, choices={NEWS: True}, source="telephone")
    for by in (cast.olu, cast.ben):
        with pytest.raises(Refused, match="involvement team"):
            record_consents(by=by, person_id=person.pk, choices={NEWS: False}, source="online")


def test_what_was_said_can_be_added_to_and_not_changed():
    row = Consent.objects.get(person=agreed())
    for statement in ("UPDATE community_consent SET note = 'x'", "DELETE FROM community_consent"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE community_consentwording SET text = 'x'")
    assert row.wording.version == 1


# --- The link ---------------------------------------------------------------------------


def test_opening_a_link_changes_nothing(client):
    person = agreed()
    link = link_of(person)
    for address in (link, link.replace("preferences", "unsubscribe") + "newsletter/"):
        for method in (client.get, client.head):
            assert method(address).status_code == 200
    assert given_channels(person, "newsletter") == {"email"}


def test_the_link_shows_nothing_of_whose_it_is(client):
    person = agreed(someone("Wilhelmina Quirk", email="quirk@home.example", phone="07700 900123"))
    answer = client.get(link_of(person))
    text = answer.content.decode()
    assert "checked" in text
    for word in ("Wilhelmina", "Quirk", "quirk@", "900123"):
        assert word not in text
    assert answer["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]


def test_preferences_change_by_the_link_without_signing_in(client):
    person = agreed()
    link = link_of(person)
    version = Consent.objects.latest("id").pk + 1
    assert client.send(link, {"surveys": [box("surveys")], "version": version}).status_code == 302
    assert given_channels(person, "newsletter") == set()
    assert given_channels(person, "surveys") == {"email"}
    row = Consent.objects.latest("id")
    assert (row.source, row.recorded_by) == ("signed_link", None)


def test_one_click_needs_no_cookie_and_can_be_repeated(client):
    person = agreed()
    address = link_of(person).replace("preferences", "unsubscribe") + "newsletter/"
    client.handler.enforce_csrf_checks = True
    for _ in range(2):
        answer = client.post(address, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.cookies.output()) == (200, "")
    assert given_channels(person, "newsletter") == set()
    assert person.consents.count() == 2


def test_stopping_all_by_the_page(client):
    person = agreed()
    record_consents(
        by=BY, person_id=person.pk, choices={("surveys", "email"): True}, source="online"
    )
    address = link_of(person).replace("preferences", "unsubscribe") + "all/"
    assert client.send(address).status_code == 302
    assert not any(row.is_given for row in latest_consents(person).values())


def test_a_link_that_was_ended_or_guessed_is_gone_and_does_not_say_which(client, cast):
    person = agreed()
    link = link_of(person)
    renew_preference_link(by=cast.ivy, person_id=person.pk)
    guessed = link.replace("-1.", "-2.")
    answers = [client.get(link), client.get(guessed), client.get(link[:-5] + "xxxx/")]
    assert {each.status_code for each in answers} == {404}
    shown = {each.content.decode().split("<main")[1].split("</main")[0] for each in answers}
    assert len(shown) == 1
    stop = link.replace("preferences", "unsubscribe") + "newsletter/"
    assert client.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert given_channels(person, "newsletter") == {"email"}


def test_taking_a_consent_back_stops_what_waits(settings):
    person = agreed()
    settings.QUIET_FROM, settings.QUIET_UNTIL = 0, 0
    write_to(by=BY, person_id=person.pk, purpose="newsletter", subject="News", body="Words")
    write_to(by=BY, person_id=person.pk, purpose="joined", subject="Hello", body="Words")
    stop_purposes(by=BY, person_id=person.pk, purposes=["newsletter"], source="signed_link")
    states = dict(Message.objects.values_list("purpose", "state"))
    assert states == {"newsletter": "stopped", "joined": "waiting"}


def test_words_are_only_added(as_person, cast):
    ivy = as_person("ivy")
    sent = {
        "purpose": "surveys",
        "channel": "text",
        "text": "You may text me a link to a survey.",
        "valid_from_day": "today",
    }
    assert ivy.send(reverse("community:wording_add"), sent).status_code == 302
    assert "You may text me a link" in ivy.get(reverse("community:wording_list")).content.decode()
    assert ConsentWording.objects.filter(purpose="surveys", channel="text").count() == 2
    again = ivy.send(reverse("community:wording_add"), sent)
    assert "These are the words in use now" in again.content.decode()
