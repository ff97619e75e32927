"""Who works for the trust can join without being found by colleagues, by whichever way they join."""

import pytest

from community.models import InductionStep, Letter, Person
from community.paper import sheets
from community.selectors.joining import offered
from tests.community.test_entries import answer as answer_entry
from tests.community.test_entries import begun as begun_entry
from tests.community.test_joining import answer, begun
from tests.users.people import own_caches

pytestmark = pytest.mark.django_db
HIDE = "Only the involvement team may find me"


@pytest.fixture(autouse=True)
def _apart(db, settings):
    """Nobody else's tries count against these."""
    settings.CACHES = own_caches()


def text(answer) -> str:
    return answer.content.decode()


def test_who_works_for_the_trust_can_join_hidden(as_person):
    grace = begun()
    assert HIDE in text(grace.get("/join/your/kinds/"))
    answer(grace, "name", name="Grace Obi", shown_name="Grace")
    answer(grace, "kinds", kinds=["staff", "service_user"], is_hidden="on")
    assert "The involvement team alone" in text(grace.get("/join/check/"))
    grace.send("/join/check/")
    person = Person.objects.get(name="Grace Obi")
    assert person.is_hidden
    assert as_person("sam").get(f"/community/people/{person.pk}/").status_code == 404


def test_hiding_is_the_wish_of_who_works_here_and_is_never_assumed():
    grace = begun()
    answer(grace, "name", name="Grace Obi")
    # What stood below a box that is not ticked counts for nothing.
    answer(grace, "kinds", kinds=["service_user"], is_hidden="on")
    assert "Who can see you" not in text(grace.get("/join/check/"))
    answer(grace, "kinds", turn=1, kinds=["staff", "carer"])
    grace.send("/join/check/")
    assert not Person.objects.get(name="Grace Obi").is_hidden


@pytest.mark.parametrize("who", ["sam", "ivy"])
def test_staff_enter_somebody_hidden(as_person, who):
    client = as_person(who)
    start = begun_entry(client)
    answer_entry(client, start, "who", name="Grace Obi", kinds=["staff", "carer"], is_hidden="on")
    for page in ("reach", "doing", "needs", "agreed"):
        answer_entry(client, start, page)
    assert "The involvement team alone" in text(client.get(f"{start}check/"))
    sent = client.send(f"{start}check/").headers["Location"]
    assert Person.objects.get(name="Grace Obi").is_hidden
    landed = client.get(sent)
    assert landed.status_code == 200
    if who == "sam":
        # Whoever typed it in can open nothing of it any more, and is told how it goes on.
        assert "only the involvement team may find them" in text(landed)
        assert "Grace" not in text(landed)
        assert client.get(f"{start}check/").headers["Location"] == sent
    else:
        assert f"/{Letter.objects.get().pk}/" in sent


def test_paper_and_the_welcome_ask_who_may_find_somebody():
    questions = sheets.form_questions(offered())
    assert HIDE in next(q for q in questions if q.heading == "Do you work for the trust?").choices
    labels = InductionStep.objects.values_list("label", flat=True)
    assert "Asked whether only the involvement team should find them" in labels
