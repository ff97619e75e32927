"""Templates of the log form: what stays the same each time, kept under a name."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from activities.models import Activity, LogTemplate
from activities.services.templates import change_template, delete_template, save_template
from core.service import Refused
from organisation.models import ActivityKind, Group, Service, Theme
from organisation.services import put_away_word
from tests.activities.typing_in import LOG, logged, typed

pytestmark = pytest.mark.django_db

LIST = "/activities/templates/"


def words(response) -> str:
    return " ".join(response.content.decode().split())


def initial(response) -> dict:
    return response.context["form"].initial


def kept(client, activity: Activity, **changes):
    """Save an activity as a template through the page, as it is offered."""
    path = f"/activities/{activity.pk}/template/"
    offered = {
        name: value
        for name, value in initial(client.get(path)).items()
        if value not in (None, "", False)
    }
    for name in ("starts_at", "ends_at"):
        if name in offered:
            offered[name] = f"{offered[name]:%H:%M}"
    return client.send(path, offered | changes)


@pytest.fixture
def sam(as_person):
    return as_person("sam")


@pytest.fixture
def activity(sam) -> Activity:
    return logged(
        sam,
        title="Garden drop-in",
        themes=[str(Theme.objects.first().pk)],
        groups_meant=[str(Group.objects.first().pk)],
        groups_reached=[str(Group.objects.last().pk)],
        starts_at="14:00",
        ends_at="16:00",
        prompts="Who is not here?",
        notes="It was loud",
        mode="hybrid",
    )


def test_a_template_fills_the_form_and_never_with_what_belongs_to_a_day(sam, activity):
    assert "Save as a template" in words(sam.get(f"/activities/{activity.pk}/"))
    answer = kept(sam, activity, name="Garden")
    assert answer.url == LIST
    template = LogTemplate.objects.get()
    assert set(template.values) & {"notes", "people", "held_on", "groups_reached"} == set()
    # One click from the log page.
    page = words(sam.get(LOG))
    assert f'<a class="nhsuk-link" href="?template={template.pk}">Garden</a>' in page
    filled = sam.get(f"{LOG}?template={template.pk}")
    form = initial(filled)
    assert "Filled in from the template “Garden”" in words(filled)
    assert (form["title"], form["mode"], form["starts_at"]) == ("Garden drop-in", "hybrid", "14:00")
    assert form["themes"] == [str(Theme.objects.first().pk)]
    assert form["prompts"] == "Who is not here?"
    assert 'value="14:00"' in words(filled)
    for name in ("notes", "groups_reached", "people", "count_unknown"):
        assert not form.get(name)
    answers = {k: v for k, v in form.items() if k in typed() and k != "level"}
    again = logged(sam, **answers)
    assert again.title == "Garden drop-in"


def test_how_people_meet_may_be_left_open_and_stays_so(sam, activity):
    kept(sam, activity, name="Garden", mode="")
    template = LogTemplate.objects.get()
    assert "mode" not in template.values
    page = sam.get(f"{LIST}{template.pk}/change/")
    assert page.context["form"]["mode"].value() == ""
    assert "It differs each time, or nobody meets" in words(page)


def test_words_put_away_and_closed_services_are_left_out_with_a_word(sam, cast, activity):
    kept(sam, activity, name="Garden")
    put_away_word(by=cast.ivy, word_list="themes", word_id=Theme.objects.first().pk)
    Service.objects.filter(name__startswith="Canterbury").update(valid_to="2020-01-01")
    template = LogTemplate.objects.get()
    page = sam.get(f"{LOG}?template={template.pk}")
    assert "<li>Which service was it for?</li> <li>Themes</li>" in words(page)
    assert initial(page)["title"] == "Garden drop-in"
    assert "left out" in words(sam.get(f"{LIST}{template.pk}/change/"))


@pytest.mark.parametrize("number", ["999999", "x", "%C2%B2", "-1", "9" * 30, ""])
def test_an_address_without_a_template_shows_a_blank_form(sam, number):
    page = sam.get(f"{LOG}?template={number}", follow=True)
    assert page.status_code == 200
    assert "Filled in" not in words(page)


def test_own_templates_are_nobody_elses(sam, as_person, activity):
    kept(sam, activity, name="Garden")
    template = LogTemplate.objects.get()
    for other in ("olu", "ivy"):
        client = as_person(other)
        assert "Garden" not in words(client.get(LIST)).split("<main")[1]
        assert "Filled in" not in words(client.get(f"{LOG}?template={template.pk}"))
        assert client.get(f"{LIST}{template.pk}/change/").status_code == 404


def test_shared_ones_are_used_by_all_and_changed_by_their_owner_or_the_team(
    sam, as_person, cast, activity
):
    kept(sam, activity, name="Garden", is_shared="on")
    template = LogTemplate.objects.get()
    olu = as_person("olu")
    assert "Shared by Sam Okafor" in words(olu.get(LIST))
    assert "Filled in" in words(olu.get(f"{LOG}?template={template.pk}"))
    assert "belongs to somebody else" in words(olu.get(f"{LIST}{template.pk}/change/"))
    with pytest.raises(Refused, match="belongs to somebody else"):
        delete_template(by=cast.olu, template_id=template.pk)
    change = {"name": "Garden group", "is_shared": "on", "title": "Garden", "version": "1"}
    assert as_person("ivy").send(f"{LIST}{template.pk}/change/", change).status_code == 302
    template.refresh_from_db()
    assert (template.name, template.by_id) == ("Garden group", cast.sam.pk)
    assert template.values["title"] == "Garden"
    stale = words(sam.send(f"{LIST}{template.pk}/change/", change))
    assert "changed while you had it open" in stale
    sam.send(f"{LIST}{template.pk}/delete/")
    assert not LogTemplate.objects.exists()
    assert Activity.objects.filter(pk=activity.pk).exists()


def test_who_may_not_log_saves_no_template(cast):
    with pytest.raises(Refused, match="Only staff"):
        save_template(by=cast.fin, name="x", is_shared=False, values={})


def test_names_are_different_for_each_person(cast, sam, activity):
    kept(sam, activity, name="Garden")
    assert "with this name already" in words(kept(sam, activity, name="GARDEN"))
    save_template(by=cast.olu, name="Garden", is_shared=False, values={})
    other = save_template(by=cast.sam, name="Other", is_shared=False, values={})
    with pytest.raises(Refused, match="with this name"):
        change_template(
            by=cast.sam,
            template_id=other.pk,
            expected=1,
            name="garden",
            is_shared=False,
            values={},
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        LogTemplate.objects.create(by=cast.sam, name="gArden", values={})


def test_a_hundred_are_enough(cast):
    LogTemplate.objects.bulk_create(
        LogTemplate(by=cast.sam, name=f"Template {n}", values={}) for n in range(100)
    )
    with pytest.raises(Refused, match="100 templates"):
        save_template(by=cast.sam, name="x", is_shared=False, values={})


def test_something_that_goes_on_stays_so(sam):
    activity = logged(sam, status="standing", title="Recovery college")
    kept(sam, activity, name="College")
    template = LogTemplate.objects.get()
    assert initial(sam.get(f"{LOG}?template={template.pk}"))["status"] == "standing"


def test_an_empty_template_is_harmless(sam, cast):
    template = save_template(by=cast.sam, name="Nothing", is_shared=False, values={"odd": [1]})
    page = sam.get(f"{LOG}?template={template.pk}")
    assert initial(page)["kind"] in ("", None, *ActivityKind.objects.values_list("pk", flat=True))


def test_the_list_offers_to_change_what_the_rule_allows(sam, as_person, activity):
    kept(sam, activity, name="Garden", is_shared="on")
    for person, offered in (("sam", True), ("ivy", True), ("olu", False)):
        page = words(as_person(person).get(LIST))
        assert "Garden" in page
        assert ("Change or delete" in page) is offered, person
