"""A postcode that is corrected takes the district with it, wherever it is typed."""

import pytest
from django.urls import reverse

from community.models import Joining
from community.rules.postcodes import is_district_open
from organisation.models import Area
from tests.community.people import someone
from tests.community.test_entries import begun

pytestmark = pytest.mark.django_db


def area(name: str) -> int:
    return Area.objects.get(name=name).pk


@pytest.fixture
def own(cast):
    return someone(
        "Amina Yusuf", account=cast.amina, outward_code="CT14", district_id=area("Dover")
    )


def pages(who: str, person) -> str:
    if who == "amina":
        return reverse("community:own_record_change", args=["where"])
    return reverse("community:person_change", args=[person.pk, "where"])


def stands(person) -> tuple[str, str]:
    person.refresh_from_db()
    return person.outward_code, str(person.district or "")


@pytest.mark.parametrize("who", ["amina", "ivy"])
@pytest.mark.parametrize(
    ("postcode", "chosen", "becomes"),
    [
        ("ME14 5AB", "Dover", ("ME14", "Maidstone")),
        ("ME14 5AB", "", ("ME14", "Maidstone")),
        # What somebody chooses now goes before what a table says.
        ("ME14 5AB", "Swale", ("ME14", "Swale")),
        ("CT14 7AB", "Thanet", ("CT14", "Thanet")),
        ("CT15", "Dover", ("CT15", "Dover")),
        # Outside the county no district of it is left standing.
        ("SW1A 1AA", "Dover", ("SW1A", "")),
        ("", "Dover", ("", "Dover")),
    ],
)
def test_a_corrected_postcode_takes_its_district_along(
    as_person, own, who, postcode, chosen, becomes
):
    sent = {
        "version": own.version,
        "outward_code": postcode,
        "district_id": area(chosen) if chosen else "",
    }
    assert as_person(who).send(pages(who, own), sent).status_code == 302
    assert stands(own) == becomes


@pytest.mark.parametrize("who", ["amina", "ivy"])
def test_a_postcode_of_several_districts_asks_which_is_right(as_person, own, who):
    client, page = as_person(who), pages(who, own)
    sent = {"version": own.version, "outward_code": "TN12 6ZZ", "district_id": area("Dover")}
    asked = client.send(page, sent).content.decode()
    assert "TN12 lies in more than one district" in asked
    offered = asked.split("<select")[1].split("</select")[0]
    assert "Tunbridge Wells" in offered
    assert "Dover" not in offered
    assert "6ZZ" not in asked
    assert stands(own) == ("CT14", "Dover")
    sent |= {"outward_code": "TN12", "district_id": area("Tunbridge Wells")}
    assert client.send(page, sent).status_code == 302
    assert stands(own) == ("TN12", "Tunbridge Wells")


def test_a_district_in_which_the_new_postcode_may_lie_is_not_asked_again():
    said = {"before": "ME14", "chosen": "Maidstone", "chosen_before": "Maidstone"}
    assert not is_district_open(outward="TN12", **said)
    assert is_district_open(outward="CT14", **said)


def test_staff_who_correct_a_postcode_get_its_district(as_person):
    sam = as_person("sam")
    page = f"{begun(sam)}reach/"
    sam.send(page, {"version": 0, "postcode": "CT14 7AB"})
    assert Joining.objects.get().answers["district_id"] == area("Dover")
    sam.send(page, {"version": 1, "postcode": "ME14", "district_id": area("Dover")})
    assert Joining.objects.get().answers["district_id"] == area("Maidstone")


def test_who_joins_and_corrects_a_postcode_gets_its_district(as_person):
    ben = as_person("ben")
    ben.send(reverse("join:join_begin"), {"is_old_enough": "yes"})
    page = reverse("join:join_step", args=["place"])
    ben.send(page, {"version": 0, "postcode": "CT14 7AB"})
    sent = {"version": 1, "postcode": "TN12 6ZZ", "district_id": area("Dover")}
    assert "TN12 lies in more than one district" in ben.send(page, sent).content.decode()
    ben.send(page, {**sent, "postcode": "ME14"})
    assert Joining.objects.get().answers["district_id"] == area("Maidstone")
