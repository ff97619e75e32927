"""Venues and areas."""

import pytest
from django.urls import reverse

from core.service import Refused
from organisation import selectors, services
from organisation.models import Area, Venue


def test_the_districts_of_kent_and_medway_are_there(db):
    assert len(selectors.areas()) == 13
    assert Area.objects.get(name="Thanet").code == "E07000114"


def test_add_change_and_put_away_by_the_pages(as_person):
    ivy = as_person("ivy")
    thanet = Area.objects.get(name="Thanet")
    answers = {
        "name": "Pie Factory",
        "area": thanet.pk,
        "postcode": "ct11 8lh",
        "is_step_free": "yes",
        "has_hearing_loop": "",
        "getting_there": "Ring the bell.\nSecond floor.",
    }
    added = ivy.send(reverse("organisation:venue_add"), answers)
    venue = Venue.objects.get()
    assert (venue.postcode, venue.is_step_free, venue.has_hearing_loop) == ("CT11 8LH", True, None)
    page = ivy.get(added["Location"]).content.decode()
    assert "Not known" in page
    assert "Second floor." in page

    change = reverse("organisation:venue_change", args=[venue.pk])
    ivy.send(change, answers | {"version": 1, "is_step_free": "no"})
    late = as_person("ada").send(change, answers | {"version": 1, "has_hearing_loop": "yes"})
    assert "This was changed" in late.content.decode()
    venue.refresh_from_db()
    assert (venue.is_step_free, venue.has_hearing_loop) == (False, None)

    ivy.send(reverse("organisation:venue_put_away", args=[venue.pk]))
    assert selectors.venues_in_use() == []
    assert [v.name for v in selectors.venues_in_use(also=venue.pk)] == ["Pie Factory"]
    ivy.send(reverse("organisation:venue_bring_back", args=[venue.pk]))
    assert selectors.venues_in_use()[0].area == "Thanet"


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("postcode", "Ramsgate", "Enter a full postcode"),
        ("name", "", "Enter name"),
        ("name", "x" * 500, "120 characters or fewer"),
        ("area", "999", "Choose from the answers given"),
    ],
)
def test_what_cannot_be_right_is_said_beside_the_field(as_person, field, typed, says):
    answers = {"name": "Hall", "area": "", "postcode": "", field: typed}
    page = as_person("ivy").send(reverse("organisation:venue_add"), answers).content.decode()
    assert says in page
    assert not Venue.objects.exists()


def test_the_same_venue_is_not_added_twice(cast):
    services.add_venue(by=cast.ivy, name="St. Mary’s Hall")
    with pytest.raises(Refused) as no:
        services.add_venue(by=cast.ada, name="St Mary’s  hall")
    assert no.value.field == "name"


def test_areas_are_kept_by_the_team(as_person):
    ivy = as_person("ivy")
    ivy.send(reverse("organisation:area_add"), {"name": "Ramsgate", "code": ""})
    area = Area.objects.get(name="Ramsgate")
    page = reverse("organisation:area_change", args=[area.pk])
    assert (
        "nine letters and numbers"
        in ivy.send(page, {"name": "Ramsgate", "code": "E1"}).content.decode()
    )
    ivy.send(page, {"name": "Ramsgate town", "code": ""})
    assert "Ramsgate town" in ivy.get(reverse("organisation:area_list")).content.decode()
    assert as_person("sam").get(page).status_code == 403
