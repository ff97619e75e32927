"""The pages of levels: what they mean, which one it is, and new words."""

import re

import pytest

from activities.models import Level, LevelWording
from activities.services.levels import reword_level
from core.models import Act
from core.service import Stale

DEEPEST = "change=shape&topic=together&decision=together&work=together&whole=yes"


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def inform(db):
    return Level.objects.get(code="inform")


def test_a_visitor_reads_all_levels_and_rings(client, db):
    text = words(client.get("/activities/levels/"))
    for name in ("1. Inform", "5. Co-create", "1. Information giving", "6. Co-production"):
        assert name in text
    assert "Signs that it is only for show" in text
    assert "Stimulating thinking , Understanding thinking" in text
    assert "Change the words" not in text


def test_the_page_of_levels_costs_the_same_however_many_wordings(
    client, db, cast, django_assert_num_queries
):
    client.get("/activities/levels/")
    with django_assert_num_queries(2):
        client.get("/activities/levels/")
    for number in range(3):
        reword(cast.ivy, f"Words {number}")
    with django_assert_num_queries(2):
        client.get("/activities/levels/")


def test_the_finder_asks_five_questions(client, db):
    response = client.get("/activities/levels/which/")
    assert response.content.count(b"<fieldset") == 5
    assert b"submission_key" not in response.content
    assert "This sounds like" not in words(response)


def test_the_finder_suggests_and_says_why_and_staff_may_use_it(client, as_person):
    text = words(client.get(f"/activities/levels/which/?{DEEPEST}"))
    assert "This sounds like: Co-create" in text
    assert "shared from start to finish" in text
    assert "you decide" in text
    assert "Use this level" not in text

    response = as_person("sam").get(f"/activities/levels/which/?{DEEPEST}")
    assert "Use this level: Co-create" in words(response)
    assert b'href="/activities/log/?level=co-create"' in response.content


def test_the_finder_names_what_was_not_answered(client, db):
    text = words(client.get("/activities/levels/which/?change=shape"))
    assert "There is a problem" in text
    assert "Who made the decision?" in text
    assert "This sounds like" not in text


@pytest.mark.parametrize("value", ["", "x" * 100_000, "\x00", "<script>", "together'--"])
def test_the_finder_takes_any_address(client, db, value):
    query = {"change": value, "topic": "us", "decision": "us", "work": "us", "whole": "no"}
    response = client.get("/activities/levels/which/", query)
    assert response.status_code == 200
    assert b"<script>" not in response.content.replace(b'<script src="', b"")
    assert "There is a problem" in words(response)


def reword(by, name: str, *, level_id: int | None = None, expected: int | None = None):
    level = Level.objects.get(pk=level_id) if level_id else Level.objects.get(code="inform")
    version = expected or level.wordings.order_by("-version")[0].version
    return reword_level(
        by=by,
        level_id=level.pk,
        expected=version,
        name=name,
        meaning="M",
        examples="",
        tokenism="",
        reason="Clearer",
    )


def test_the_team_changes_the_words_and_the_old_ones_stay(as_person, inform):
    ivy = as_person("ivy")
    assert "Change the words" in words(ivy.get("/activities/levels/"))
    page = ivy.get("/activities/levels/inform/words/")
    assert 'value="Inform"' in page.content.decode()
    response = ivy.send(
        "/activities/levels/inform/words/",
        {
            "version": 1,
            "name": "Tell",
            "meaning": "We tell you.",
            "examples": "",
            "tokenism": "",
            "reason": "Plainer",
        },
    )
    assert response.status_code == 302
    text = words(ivy.get("/activities/levels/"))
    assert "1. Tell" in text
    assert "Wording 2, in use since" in text
    assert "Wording 1, from" in text
    assert "It goes one way, from us to them." in text
    act = Act.objects.get(service="activities.reword_level")
    assert (act.reason, act.subject_id, act.by.name) == ("Plainer", inform.pk, "Ivy Marsh")


def test_two_editors_see_each_others_words(as_person, cast, inform):
    reword(cast.ivy, "Say")
    response = as_person("ivy").send(
        "/activities/levels/inform/words/",
        {
            "version": 1,
            "name": "Tell",
            "meaning": "Mine",
            "examples": "",
            "tokenism": "",
            "reason": "x",
        },
    )
    text = words(response)
    assert response.status_code == 200
    assert "This was changed" in text
    assert "Say" in text
    assert "Mine" in text
    assert LevelWording.objects.filter(level=inform).count() == 2


def test_the_same_words_and_a_taken_name_are_refused(as_person, cast, inform):
    ivy = as_person("ivy")
    now = LevelWording.objects.get(level=inform)
    same = {name: getattr(now, name) for name in ("name", "meaning", "examples", "tokenism")}
    post = {"version": 1, "reason": "x", **same}
    assert "already in use" in words(ivy.send("/activities/levels/inform/words/", post))
    post["name"] = "engage"
    assert "Another level is already called" in words(
        ivy.send("/activities/levels/inform/words/", post)
    )
    with pytest.raises(Stale):
        reword(cast.ivy, "Late", expected=7)


def test_only_the_team_changes_words(as_person, client, inform):
    assert as_person("sam").get("/activities/levels/inform/words/").status_code == 403
    assert client.get("/activities/levels/inform/words/").status_code == 302
    assert as_person("ivy").get("/activities/levels/none/words/").status_code == 404
