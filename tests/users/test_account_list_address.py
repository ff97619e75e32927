"""The list of accounts is paged by name without a name in any address."""

from __future__ import annotations

import re

import pytest

from core.service import System, service
from users.models import User

pytestmark = pytest.mark.django_db


@service
def many(*, by) -> None:
    for number in range(60):
        User.objects.create(email=f"canary{number}@portal.example", name=f"Canary {number % 7}")


def test_names_page_without_standing_in_the_address(as_person):
    many(by=System("test"))
    ada, path, seen, addresses = as_person("ada"), "/users/accounts/", [], []
    while path:
        page = ada.get(path).content.decode()
        seen += re.findall(r"canary\d+@portal\.example", page)
        found = re.search(r'href="([^"]*[?&;]after=[^"]*)"', page)
        path = found[1].replace("&amp;", "&") if found else ""
        addresses.append(path)
    assert len(addresses) >= 3
    assert not any("anary" in address for address in addresses)
    assert len(set(seen)) == 60


@pytest.mark.parametrize("place", ["1~Canary", "999999", "x", "1~"])
def test_a_made_up_place_shows_a_list(as_person, place):
    assert as_person("ada").get(f"/users/accounts/?after={place}").status_code == 200
