"""The pages of imports, as an administrator meets them."""

import csv
import re

from django.urls import reverse

from core.imports.sockets import kind_of
from tests.organisation.imports.steps import PARTS, POSTS, THANET, checked, loaded


def test_the_administrator_finds_both_kinds_and_an_example_of_each(as_person):
    ada = as_person("ada")
    page = ada.get(reverse("organisation:import_list")).content.decode()
    for kind, many in (("parts", "services"), ("posts", "posts")):
        assert f"Bring in {many}" in page
        example = ada.get(reverse("organisation:import_example", args=[kind, "csv"]))
        lines = b"".join(example.streaming_content).decode("utf-8-sig").splitlines()
        assert next(csv.reader(lines)) == [field.label for field in kind_of(kind).fields]


def test_the_report_leads_to_what_came_in_and_nothing_else(cast, as_person):
    ada = as_person("ada")
    parts = loaded(cast.ada, checked(cast.ada, "parts", f"{PARTS}East Kent,Medway,\n"))
    row = f"{POSTS}ivy@portal.example,,East Kent,Medway,,,\n"
    posts = loaded(cast.ada, checked(cast.ada, "posts", row))
    for batch, there, elsewhere in ((parts, "Medway", THANET), (posts, "Ivy Marsh", "Olu Adeyemi")):
        report = ada.get(reverse("organisation:import_report", args=[batch.pk])).content.decode()
        (address,) = re.findall(r'href="([^"]+)">See what came in', report)
        page = ada.get(address).content.decode()
        table = page[page.index("<table") : page.index("</table")]
        assert there in table
        assert elsewhere not in table


def test_only_a_list_of_staff_may_hold_names(as_person):
    ada = as_person("ada")
    warning = "Take out columns with names"
    start = ("organisation:import_start", "parts"), ("organisation:import_start", "posts")
    pages = [ada.get(reverse(name, args=[kind])).content.decode() for name, kind in start]
    assert [warning in page for page in pages] == [True, False]
