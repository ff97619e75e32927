"""Directorates, services, venues, areas, words and partners go back to what they said before."""

from __future__ import annotations

import pytest
from django.utils import timezone

from community.models import Partner
from community.services.partners import add_partner, rename_partner
from core.service import Refused
from organisation.models import Area, Directorate, Service, Theme, Venue
from organisation.services import (
    add_area,
    add_venue,
    change_area,
    change_service,
    change_venue,
    change_word,
    close_service,
    put_away_venue,
    rename_directorate,
)
from organisation.services.restore import restore_venue

pytestmark = pytest.mark.django_db

WHY = {"reason": "The first was right"}


def go_back(client, address: str, version: int):
    """From the page with the history, by its link, to the version before."""
    return client.send(address, {**WHY, "version": str(version)})


def test_a_venue_says_again_what_it_said(as_person, cast):
    area = Area.objects.create(name="Sheppey")
    row = add_venue(
        by=cast.ivy, name="The library", area_id=area.pk, postcode="ME10 4PD", is_step_free=True
    )
    blank = {"area_id": None, "postcode": "", "is_step_free": None, "getting_there": "By bus"}
    change_venue(by=cast.ivy, venue_id=row.pk, expected=1, name="Pasted over", **blank)
    put_away_venue(by=cast.ivy, venue_id=row.pk)
    page, address = f"/organisation/venues/{row.pk}/", f"/organisation/venues/{row.pk}/history/1/"
    ivy = as_person("ivy")
    assert f'href="{address}"' in ivy.get(page).content.decode()
    assert address not in as_person("sam").get(page).content.decode()
    shown = ivy.get(address).content.decode()
    for words in ("Pasted over", "The library", "Sheppey", "ME10 4PD", "By bus"):
        assert words in shown
    assert go_back(ivy, address, 3).status_code == 302
    row = Venue.objects.get(pk=row.pk)
    assert (row.name, row.area, row.postcode, row.is_step_free) == (
        "The library",
        area,
        "ME10 4PD",
        True,
    )
    assert (row.getting_there, row.is_in_use, row.version) == ("", False, 4)
    history = ivy.get(page).content.decode()
    assert "Took this venue back to an earlier version" in history
    assert "Reason: The first was right" in history


def test_an_area_that_is_gone_cannot_come_back(cast):
    area = Area.objects.create(name="Sheppey")
    row = add_venue(by=cast.ivy, name="The library", area_id=area.pk)
    change_venue(by=cast.ivy, venue_id=row.pk, expected=1, area_id=None)
    area.delete()
    with pytest.raises(Refused, match="removed since"):
        restore_venue(by=cast.ivy, venue_id=row.pk, expected=2, version=1, reason="x")


def test_an_area_gets_its_name_back_but_not_over_somebodys_change(as_person, cast):
    row = add_area(by=cast.ivy, name="Sheppey", code="E07000999")
    change_area(by=cast.ivy, area_id=row.pk, expected=1, name="Pasted over")
    page, address = f"/organisation/areas/{row.pk}/", f"/organisation/areas/{row.pk}/history/1/"
    ivy = as_person("ivy")
    assert f'href="{address}"' in ivy.get(page).content.decode()
    shown = ivy.get(address).content.decode()
    for words in ("Pasted over", "Sheppey", "E07000999"):
        assert words in shown
    change_area(by=cast.ada, area_id=row.pk, expected=2, name="Isle of Sheppey")
    assert "changed while you had it open" in go_back(ivy, address, 2).content.decode()
    assert Area.objects.get(pk=row.pk).name == "Isle of Sheppey"
    assert go_back(ivy, address, 3).status_code == 302
    row = Area.objects.get(pk=row.pk)
    assert (row.name, row.code, row.version) == ("Sheppey", "E07000999", 4)
    history = ivy.get(page).content.decode()
    assert "Took this area back to an earlier version" in history
    assert "Reason: The first was right" in history


def test_two_people_do_not_overwrite_each_others_area(as_person, cast):
    row = add_area(by=cast.ivy, name="Sheppey")
    page = f"/organisation/areas/{row.pk}/"
    change_area(by=cast.ada, area_id=row.pk, expected=1, name="Isle of Sheppey")
    mine = {"name": "Sheppey island", "code": "", "version": "1"}
    shown = as_person("ivy").send(page, mine).content.decode()
    assert "changed while you had it open" in shown
    assert "Isle of Sheppey" in shown
    assert "Sheppey island" in shown
    assert Area.objects.get(pk=row.pk).name == "Isle of Sheppey"


def test_a_service_and_a_directorate_get_their_names_back(as_person, cast):
    place = Service.objects.get(name__startswith="Thanet")
    above = place.directorate
    old = (place.name, place.cost_centre, above.name)
    change_service(by=cast.ada, service_id=place.pk, expected=1, name="Wrong", cost_centre="XX99")
    rename_directorate(by=cast.ada, directorate_id=above.pk, expected=1, name="Wrong too")
    ada = as_person("ada")
    for address in (
        f"/organisation/services/{place.pk}/history/1/",
        f"/organisation/directorates/{above.pk}/history/1/",
    ):
        assert f'href="{address}"' in ada.get(address.split("history")[0]).content.decode()
        assert go_back(ada, address, 2).status_code == 302
    place = Service.objects.get(pk=place.pk)
    above = Directorate.objects.get(pk=above.pk)
    assert (place.name, place.cost_centre, above.name) == old


def test_a_closed_service_keeps_its_name(as_person, cast):
    place = Service.objects.get(name__startswith="Thanet")
    change_service(by=cast.ada, service_id=place.pk, expected=1, name="Wrong")
    close_service(by=cast.ada, service_id=place.pk, expected=2, closes_on=timezone.localdate())
    page = as_person("ada").get(f"/organisation/services/{place.pk}/history/1/").content.decode()
    assert "Its name stays as it was" in page
    assert "Why do you go back" not in page


def test_a_word_gets_its_words_back_unless_another_has_them(as_person, cast):
    word, other = Theme.objects.all()[:2]
    old = word.label
    change_word(by=cast.ivy, word_list="themes", word_id=word.pk, expected=1, label="Wrong")
    ivy, address = as_person("ivy"), f"/organisation/words/themes/{word.pk}/history/1/"
    change_word(by=cast.ivy, word_list="themes", word_id=other.pk, expected=1, label=old)
    refused = go_back(ivy, address, 2).content.decode()
    assert "There is already a theme called" in refused
    change_word(by=cast.ivy, word_list="themes", word_id=other.pk, expected=2, label="Free again")
    assert go_back(ivy, address, 2).status_code == 302
    assert Theme.objects.get(pk=word.pk).label == old


def test_a_partner_gets_its_name_back_but_not_over_somebodys_change(as_person, cast):
    row = add_partner(by=cast.sam, name="Canterbury Mind")
    rename_partner(by=cast.sam, partner_id=row.pk, expected=1, name="Wrong")
    sam, address = as_person("sam"), f"/community/partners/{row.pk}/history/1/"
    assert f'href="{address}"' in sam.get(f"/community/partners/{row.pk}/").content.decode()
    rename_partner(by=cast.olu, partner_id=row.pk, expected=2, name="Mind")
    stale = go_back(sam, address, 2).content.decode()
    assert "This was changed while you had it open" in stale
    assert Partner.objects.get(pk=row.pk).name == "Mind"
    assert go_back(sam, address, 3).status_code == 302
    assert Partner.objects.get(pk=row.pk).name == "Canterbury Mind"


def test_a_version_that_is_none_is_not_found(as_person, cast):
    row = add_partner(by=cast.sam, name="Canterbury Mind")
    assert as_person("sam").get(f"/community/partners/{row.pk}/history/9/").status_code == 404
    page = as_person("sam").get(f"/community/partners/{row.pk}/history/1/").content.decode()
    assert "It says the same now" in page
