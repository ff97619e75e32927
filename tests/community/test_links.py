"""What a link at the foot of a message can do when it gets about: no more than it says."""

import pytest
from django.urls import reverse
from django.utils import timezone

from community.models import Consent, PreferenceLink, RightsRequest
from community.selectors.consents import given_channels, token_of
from community.services.consents import record_consents
from community.services.rights import ask_right
from community.tasks import erase_people
from tests.community.people import BY, someone

pytestmark = pytest.mark.django_db
THEIRS = ("Dana", "Whitlock", "dana@home.example", "07700", "Patience", "CT11")


@pytest.fixture
def dana():
    person = someone(
        "Dana Whitlock",
        email="dana@home.example",
        phone="07700 900 123",
        brings="Patience",
        outward_code="CT11",
    )
    record_consents(
        by=BY, person_id=person.pk, choices={("surveys", "email"): True}, source="online"
    )
    return person


@pytest.fixture
def token(dana) -> str:
    return token_of(PreferenceLink.objects.get_or_create(person=dana)[0])


def url(name, *args):
    return reverse(f"community:{name}", args=args)


def pages(token):
    return url("link_consents", token), url("unsubscribe", token, "surveys")


def test_a_forwarded_link_says_nothing_of_whose_it_is(client, token):
    for page in pages(token):
        answer = client.get(page)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert [words for words in THEIRS if words in text] == []
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex"


def test_a_forwarded_link_opens_nothing_else(client, token, dana):
    client.get(url("link_consents", token))
    for page in (
        url("own_consents"),
        url("own_record"),
        url("own_rights"),
        url("person_detail", dana.pk),
        url("person_consents", dana.pk),
    ):
        assert "/account/" in client.get(page).url


def test_opening_a_link_changes_nothing(client, token, dana):
    for page in pages(token):
        client.get(page)
        client.head(page)
    assert given_channels(dana, "surveys") == {"email"}
    assert Consent.objects.filter(person=dana).count() == 1


def test_a_link_that_was_ended_and_one_that_never_was_answer_alike(client, token, dana):
    PreferenceLink.objects.filter(person=dana).update(serial=9)
    made_up = "12-1.bm90LWEtc2lnbmF0dXJl"
    for stale, wrong in zip(pages(token), pages(made_up), strict=True):
        there, nowhere = client.get(stale), client.get(wrong)
        assert there.status_code == nowhere.status_code == 404
        same = there.content.decode().replace(token, made_up)
        assert _shown(same) == _shown(nowhere.content.decode())


def test_an_ended_link_stops_nothing(client, token, dana):
    PreferenceLink.objects.filter(person=dana).update(serial=9)
    client.post(url("unsubscribe", token, "surveys"), {"List-Unsubscribe": "One-Click"})
    assert given_channels(dana, "surveys") == {"email"}


def test_the_link_of_who_was_forgotten_leads_nowhere(client, token, dana):
    ask_right(by=BY, person_id=dana.pk, kind="erasure")
    RightsRequest.objects.filter(person=dana).update(planned_at=timezone.now())
    erase_people()
    for page in pages(token):
        assert client.get(page).status_code == 404
        assert client.post(page, {"List-Unsubscribe": "One-Click"}).status_code == 404


def test_a_link_sends_nobody_to_another_site(client, token):
    answer = client.post(
        f"{url('unsubscribe', token, 'surveys')}?next=https://evil.example/",
        {"submission_key": "0198c0de-0000-7000-8000-000000000001", "next": "https://evil.example/"},
    )
    assert answer.status_code == 302
    assert answer.url == url("link_consents", token)


def _shown(page: str) -> str:
    """What stands on a page, without what differs each time it is shown."""
    return page[page.index("<main") : page.index("</main")]
