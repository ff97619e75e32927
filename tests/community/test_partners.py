"""Partner organisations: by name, kept by those who log."""

import pytest
from django.urls import reverse

from community.selectors import partners as selectors
from community.services import partners as services
from core.service import Refused


def test_add_rename_and_put_away_by_the_pages(as_person):
    sam = as_person("sam")
    added = sam.send(reverse("community:partner_add"), {"name": "  Ashford   Welcome  Group "})
    assert added.status_code == 302
    partner = selectors.partner_rows().get()
    assert partner.name == "Ashford Welcome Group"

    page = reverse("community:partner_rename", args=[partner.id])
    sam.send(page, {"version": 1, "name": "Ashford Welcome"})
    late = sam.send(page, {"version": 1, "name": "Welcome Ashford"}).content.decode()
    assert "This was changed" in late
    assert "Welcome Ashford" in late

    sam.send(reverse("community:partner_put_away", args=[partner.id]))
    assert "No longer offered" in sam.get(reverse("community:partner_list")).content.decode()

    sam.send(reverse("community:partner_bring_back", args=[partner.id]))
    assert selectors.partner_rows().get().is_in_use
    assert "by Sam Okafor" in sam.get(page).content.decode()


@pytest.mark.parametrize("again", ["medway deaf club", "Medway  Deaf-Club", "MEDWAY DEAF CLUB."])
def test_nearly_the_same_name_is_refused(cast, again):
    first = services.add_partner(by=cast.ivy, name="Medway Deaf Club")
    with pytest.raises(Refused) as no:
        services.add_partner(by=cast.sam, name=again)
    assert no.value.sentence == "There is already a partner called “Medway Deaf Club”."
    services.put_away_partner(by=cast.ivy, partner_id=first.pk)
    with pytest.raises(Refused) as no:
        services.add_partner(by=cast.sam, name=again)
    assert "no longer offered. Bring it back" in no.value.sentence


def test_co_creators_do_not_keep_partners(as_person, cast):
    assert as_person("amina").get(reverse("community:partner_list")).status_code == 403
    with pytest.raises(Refused):
        services.add_partner(by=cast.amina, name="My club")


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "\u202eevil", "x" * 5000, "a\x00b"])
def test_hostile_names_are_shown_or_refused_never_run(as_person, name):
    sam = as_person("sam")
    answer = sam.send(reverse("community:partner_add"), {"name": name})
    assert answer.status_code in (200, 302)
    assert "<script>alert" not in sam.get(reverse("community:partner_list")).content.decode()
