"""What people have done before, from the word list: said, read, found, changed, taken along."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from community.models import Letter, Person
from organisation.models import Experience
from organisation.services.words import change_word, put_away_word
from tests.community.people import proved, someone
from tests.community.test_entries import answer, begun
from tests.conftest import PortalClient

pytestmark = pytest.mark.django_db

LIST = reverse("community:person_list")


@pytest.fixture
def panels() -> Experience:
    return Experience.objects.get(label="Interview panels")


@pytest.fixture
def dana(panels, cast) -> Person:
    return someone(
        "Dana Whitlock",
        shown_name="Dana",
        experience_ids=frozenset({panels.pk}),
        account=cast.amina,
    )


def names(client: PortalClient, **query: object) -> set[str]:
    """Whom the list of people shows."""
    return {row[0] for row in client.get(LIST, query).context["page"].rows}


def text(answer) -> str:
    return answer.content.decode()


def test_a_new_portal_has_experience_to_choose_from():
    page = text(PortalClient().get("/join/paper/"))
    assert "What have you done before?" in page
    for words in ("Interview panels", "Speaking to a group", "Other work with the trust"):
        assert words in page


def test_the_team_keeps_the_list_and_what_is_put_away_is_no_longer_asked(as_person, cast, panels):
    ivy = as_person("ivy")
    assert "Experience" in text(ivy.get("/organisation/words/"))
    ivy.send("/organisation/words/experiences/add/", {"label": "Judging a prize", "hint": ""})
    put_away_word(by=cast.ivy, word_list="experiences", word_id=panels.pk)
    page = text(PortalClient().get("/join/paper/"))
    assert "Judging a prize" in page
    assert "Interview panels" not in page


def test_staff_enter_it_and_the_letter_says_it(as_person, panels):
    sam = as_person("sam")
    start = begun(sam)
    answer(sam, start, "who", name="Grace Obi")
    answer(sam, start, "reach", phone="01632 960 003")
    assert "What have you done before?" in text(sam.get(f"{start}doing/"))
    answer(sam, start, "doing", experience_ids=[panels.pk])
    assert "Interview panels" in text(sam.get(f"{start}check/"))
    sam.send(f"{start}check/")
    person = Person.objects.get(name="Grace Obi")
    assert person.experiences.get() == panels
    letter = Letter.objects.get(person=person)
    assert "Interview panels" in text(sam.get(f"/community/letters/{letter.pk}/"))


@pytest.mark.parametrize("who", ["ivy", "sam"])
def test_staff_read_it_and_find_people_by_it(as_person, cast, dana, panels, who):
    someone("Ravi Patel", shown_name="Ravi")
    client, them = as_person(who), {"Dana Whitlock" if who == "ivy" else "Dana"}
    assert "Interview panels" in text(client.get(f"/community/people/{dana.pk}/"))
    assert names(client, q="interviews") == them
    assert names(client, experience=panels.pk) == them
    other = Experience.objects.exclude(pk=panels.pk).first()
    assert names(client, experience=other.pk) == set()
    change_word(
        by=cast.ivy, word_list="experiences", word_id=panels.pk, expected=1, label="Choosing boards"
    )
    assert names(client, q="boards") == them
    assert names(client, q="interviews") == set()
    file = client.get(LIST, {"download": "csv"})
    body = b"".join(file.streaming_content) if file.streaming else file.content
    assert "Choosing boards" in body.decode("utf-8-sig")


def test_the_team_changes_it_and_the_history_says_so(as_person, dana, panels):
    ivy = as_person("ivy")
    page = reverse("community:person_change", args=[dana.pk, "interests"])
    ivy.send(page, {"version": dana.version, "brings": "", "experience_ids": []})
    assert names(ivy, q="interview panels") == set()
    assert not dana.experiences.exists()
    ivy_reads = text(ivy.get(f"/community/people/{dana.pk}/"))
    assert "Something they have done before: from “Interview panels” to “Nothing”" in ivy_reads


def test_people_change_their_own_and_take_it_along(as_person, dana, cast, panels):
    put_away_word(by=cast.ivy, word_list="experiences", word_id=panels.pk)
    amina = proved(as_person("amina"))
    assert "Interview panels" in text(amina.get(reverse("community:own_record")))
    page = reverse("community:own_record_change", args=["interests"])
    # A word that was put away stays with those who chose it.
    assert "Interview panels" in text(amina.get(page))
    speaking = Experience.objects.get(label="Speaking to a group")
    chosen = [panels.pk, speaking.pk]
    amina.send(page, {"version": dana.version, "brings": "", "experience_ids": chosen})
    assert set(dana.experiences.all()) == {panels, speaking}
    proved(amina)
    file = amina.get(amina.send(reverse("community:own_data"), {"ending": "json"}).url)
    assert "Speaking to a group" in json.dumps(json.loads(file.content), ensure_ascii=False)
