"""Directorates and services brought in from files, and taken out again."""

from datetime import date

import pytest
from django.urls import reverse

from core.imports.cells import read_day
from core.imports.sockets import kind_of
from core.models import Act, ImportDouble, ImportQuestion
from core.models.staging import BETWEEN_CELLS
from core.service import Refused
from organisation import services
from organisation.models import Directorate, Service
from tests.core.imports.pages import words
from tests.organisation.imports.steps import (
    PARTS,
    THANET,
    THERE,
    WARDS,
    answered,
    checked,
    loaded,
    problems,
    undone,
)


def test_new_services_open_with_their_directorates_and_cost_centres(cast):
    rows = f"{PARTS}East Kent,Ashford team,ek 12\nNorth Kent,Medway team,NK-1\nNorth Kent,Swale team,\n"
    batch = loaded(cast.ada, checked(cast.ada, "parts", rows, opens=["North Kent"]))
    assert batch.came_in == {"directorates": 1, "services": 3}
    opened = Service.objects.filter(batch=batch).order_by("name")
    assert [(s.name, s.directorate.name, s.cost_centre) for s in opened] == [
        ("Ashford team", "East Kent", "EK12"),
        ("Medway team", "North Kent", "NK-1"),
        ("Swale team", "North Kent", ""),
    ]
    assert Directorate.objects.get(name="North Kent").batch == batch


@pytest.mark.parametrize(
    "text",
    ["1/4/2024", "01.04.24", "1-4-24", "1st April, 2024", "2024-04-01 00:00", "1-Apr-24", "45383"],
)
def test_a_first_day_is_read_however_a_list_writes_it(text):
    assert read_day(text) == (date(2024, 4, 1), "")


def test_one_act_tells_of_the_whole_import(cast):
    batch = loaded(cast.ada, checked(cast.ada, "parts", f"{PARTS}East Kent,A,\nEast Kent,B,\n"))
    act = Act.objects.get(service="organisation.load_parts")
    assert (act.subject_id, act.by, act.reason) == (batch.pk, cast.ada, "")


def test_the_preview_says_what_will_happen(cast):
    rows = f"{PARTS}east-kent,Ashford team,1234\nNorth Kent,Medway team,5678\n"
    assert checked(cast.ada, "parts", rows, opens=["North Kent"]).preview == [
        ["East Kent", "Ashford team", "1234", "Opens"],
        ["North Kent", "Medway team", "5678", "Opens, with its directorate"],
    ]


def test_what_is_here_already_is_a_double_and_stays_as_it_is(cast):
    batch = checked(
        cast.ada, "parts", f"{PARTS}East Kent,{THANET.upper()},CC11\nEast Kent,New team,\n"
    )
    double = ImportDouble.objects.get(batch_id=batch.pk)
    assert "is here already" in double.words
    loaded(cast.ada, batch)
    assert Service.objects.filter(name__iexact=THANET).count() == 1


@pytest.mark.parametrize(("changes", "centre"), [(False, "CC11"), (True, "9999")])
def test_a_cost_centre_changes_only_by_choice(cast, changes, centre):
    rows = f"{PARTS}East Kent,{THANET},9999\nEast Kent,New team,\n"
    batch = checked(cast.ada, "parts", rows, changes_cost_centres=changes)
    loaded(cast.ada, batch)
    assert Service.objects.get(name=THANET).cost_centre == centre


def test_older_and_short_names_find_a_directorate(cast):
    row = Directorate.objects.get(name="Acute")
    services.rename_directorate(
        by=cast.ada,
        directorate_id=row.pk,
        expected=None,
        name="Acute and crisis",
        short_name="A&C",
        old_name="Acute care group",
    )
    rows = f"{PARTS}ACUTE CARE GROUP,Ward 1,\na & c,Ward 2,\n"
    loaded(cast.ada, checked(cast.ada, "parts", rows))
    assert set(row.services.values_list("name", flat=True)) == {WARDS, "Ward 1", "Ward 2"}


def test_a_directorate_is_the_same_with_or_without_that_word(cast):
    rows = f"{PARTS}East Kent Directorate,A,\nThe East Kent care group,B,\nNew,C,\nNew Directorate,D,\n"
    batch = loaded(cast.ada, checked(cast.ada, "parts", rows, opens=["New"]))
    assert batch.came_in == {"directorates": 1, "services": 4}


def test_a_name_that_is_nearly_here_is_asked_about(cast):
    rows = f"{PARTS}East Kents,Ashford team,\nEast Kent,Thanet comunity mental health team,\n"
    batch = checked(cast.ada, "parts", rows)
    assert [sentence.split("” is")[0] for sentence in problems(batch)] == [
        "“East Kents",
        "“Thanet comunity mental health team",
    ]
    batch = answered(cast.ada, batch, "replace", "East Kents", "East Kent")
    batch = answered(cast.ada, batch, "add", "Thanet comunity mental health team")
    assert loaded(cast.ada, batch).came_in == {"services": 2}


def test_a_directorate_that_is_not_here_opens_only_by_choice(cast):
    odd = "=cmd|' /C calc'!A0"
    rows = f"{PARTS}{odd},A,\n{odd},B,\nWest Kent,C,\nEast Kent,D,\nEast Kent,,\n{odd},,\n"
    batch = checked(cast.ada, "parts", rows)
    question = ImportQuestion.objects.get(batch_id=batch.pk, value=odd)
    assert question.sentence == (
        f"There is no directorate “{odd}”. Choose one that is here, or open it as a new one."
    )
    assert (question.row_count, question.suggestions) == (3, "")
    assert (
        ImportQuestion.objects.get(batch_id=batch.pk, value="West Kent").suggestions == "East Kent"
    )
    batch = answered(cast.ada, batch, "replace", "West Kent", "East Kent")
    batch = answered(cast.ada, batch, "leave_out", odd)
    assert loaded(cast.ada, batch).came_in == {"services": 2}
    assert not Directorate.objects.filter(name=odd).exists()


def test_a_new_directorate_is_answered_once_however_it_is_spelled(cast):
    rows = f"{PARTS}North Kent,A,\nnorth-kent directorate,B,\n"
    batch = checked(cast.ada, "parts", rows, opens=["North Kent"])
    assert problems(batch) == []
    assert loaded(cast.ada, batch).came_in == {"directorates": 1, "services": 2}


def page_of(person, page, batch) -> str:
    return words(person.get(reverse(f"organisation:import_{page}", args=[batch.pk])))


def test_the_check_and_the_last_page_count_in_the_words_of_the_report(as_person, cast):
    ada = as_person("ada")
    rows = (
        f"{PARTS}North Kent,A,\nNorth Kent,B,\nEast Kent,{THANET},99\nEast Kent,C,\nEast Kent,,\n"
    )
    batch = checked(cast.ada, "parts", rows, opens=["North Kent"], changes_cost_centres=True)
    said = "3 services, 1 cost centre changed and 1 directorate"
    check = page_of(ada, "detail", batch)
    assert f"Will come in 4 rows: {said}" in check
    assert "A new directorate opens: “North Kent” (1 row)" in check
    assert f"Coming in: 4 rows: {said}" in page_of(ada, "load", batch)
    report = page_of(ada, "report", loaded(cast.ada, batch))
    assert f"Came in 4 rows: {said}" in report
    assert f"{said} came in." in report


def test_a_list_of_directorates_opens_them_and_names_each(as_person, cast):
    rows = "Directorate,Short name,Opened\nNorth Kent,NK,\nWest Kent,,1/4/2026\nEast Kent,EK,\n"
    batch = checked(cast.ada, "parts", rows)
    check = page_of(as_person("ada"), "detail", batch)
    assert "Will come in 2 rows: 2 directorates" in check
    for name in ("North Kent", "West Kent"):
        assert f"A new directorate opens: “{name}” (1 row)" in check
    assert loaded(cast.ada, batch).came_in == {"directorates": 2}


@pytest.mark.parametrize(
    ("row", "says", "suggests"),
    [
        # The same name, a short form, another order: here or in another directorate
        (f"Acute,{THANET},", "is in East Kent now", [THERE]),
        (f"North Kent,{THANET},", "is in East Kent now", [THERE]),
        ("East Kent,Thanet CMHT,", f"is much like {THANET} in East Kent", [THANET]),
        ("East Kent,C.M.H.T. Thanet,", f"is much like {THANET} in East Kent", [THANET]),
        ("Acute,Thanet CMHTs,", f"is much like {THANET} in East Kent", [THERE]),
        # Another name altogether, and a cost centre that is somebody's already
        ("Acute,Margate hub,cc11", f"the cost centre CC11, which is that of {THANET}", [THERE]),
        ("North Kent,Margate hub,CC 11", f"that of {THANET} in East Kent", [THERE]),
    ],
)
def test_a_service_that_may_be_here_already_is_asked_about(cast, row, says, suggests):
    opens = ["North Kent"] if row.startswith("North Kent") else []
    batch = checked(cast.ada, "parts", f"{PARTS}{row}\n", opens=opens)
    question = ImportQuestion.objects.get(batch_id=batch.pk)
    assert says in question.sentence
    assert question.suggestions.split(BETWEEN_CELLS) == suggests
    # Whichever of the two answers is given, nothing is asked again
    same = answered(cast.ada, batch, "replace", question.value, suggests[0])
    assert (problems(same), same.counts["coming_in"]["rows"], same.preview) == ([], 0, [])
    new = checked(cast.ada, "parts", f"{PARTS}{row}\n\n", opens=opens)
    new = answered(cast.ada, new, "add", question.value)
    assert problems(new) == []
    assert loaded(cast.ada, new).came_in["services"] == 1


@pytest.mark.parametrize(
    "name",
    ["Swale community mental health team", "Swale CMHT", "Thanet early intervention team", "CRHT"],
)
def test_a_service_of_another_town_or_kind_just_opens(cast, name):
    assert problems(checked(cast.ada, "parts", f"{PARTS}East Kent,{name},CC11\n")) == []


def test_two_new_names_of_one_file_that_are_much_alike_are_asked_about(cast):
    rows = f"{PARTS}North Kent,Swale CMHT,\nNorth Kent,Swale community mental health team,\nWest Kent,CMHT Swale,\n"
    batch = checked(cast.ada, "parts", rows, opens=["North Kent", "West Kent"])
    [sentence] = problems(batch)
    assert sentence.startswith("“Swale community mental health team” is much like Swale CMHT in")
    batch = answered(cast.ada, batch, "replace", "Swale community mental health team", "Swale CMHT")
    assert ImportDouble.objects.get(batch_id=batch.pk).like_number == 2
    assert loaded(cast.ada, batch).came_in == {"directorates": 2, "services": 2}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",Team,", "directorate is missing"),
        ("East Kent,Team,1", "not a cost centre"),
        ("East Kent,Team,£12.50", "not a cost centre"),
        (f"East Kent,{'long name ' * 13},", "longer than 120"),
    ],
)
def test_a_row_that_cannot_be_says_what_to_do(cast, row, says):
    batch = checked(cast.ada, "parts", f"{PARTS}{row}\nEast Kent,Good team,\n")
    assert says in problems(batch)[0]


def test_nobody_else_brings_in_the_organisation(cast):
    for person in (cast.ivy, cast.sam, cast.fin):
        with pytest.raises(Refused):
            checked(person, "parts", f"{PARTS}East Kent,A,\n")


def test_an_import_is_taken_out_whole_and_cost_centres_are_as_before(cast):
    rows = f"{PARTS}East Kent,{THANET},9999\nNorth Kent,Medway team,\n"
    batch = checked(cast.ada, "parts", rows, opens=["North Kent"], changes_cost_centres=True)
    batch = undone(cast.ada, loaded(cast.ada, batch))
    assert batch.taken_out == {"services": 1, "directorates": 1, "cost centres given back": 1}
    assert Service.objects.get(name=THANET).cost_centre == "CC11"
    assert not Directorate.objects.filter(name="North Kent").exists()


def test_what_is_in_use_stays_even_when_it_is_chosen(cast, as_person):
    rows = f"{PARTS}North Kent,Medway,\nNorth Kent,Swale,\n"
    batch = loaded(cast.ada, checked(cast.ada, "parts", rows, opens=["North Kent"]))
    medway = Service.objects.get(name="Medway")
    services.add_post(by=cast.ada, person_id=cast.ivy.pk, service_id=medway.pk)
    found = kind_of("parts").changed_since(batch_id=batch.pk)
    assert {(each.title, each.what, each.must_stay) for each in found} == {
        ("Medway", "In use: 1 post", True),
        ("North Kent", "In use: its service Medway stays", True),
    }
    batch = undone(cast.ada, batch, also=[each.key for each in found])
    assert batch.taken_out == {"services": 1}
    assert medway.directorate.services.count() == 1
    report = reverse("organisation:import_report", args=[batch.pk])
    page = as_person("ada").get(report).content.decode()
    assert "In use: 1 post" in page
    assert "They have to stay for now, because something else uses them" in page


def test_what_was_kept_goes_later_with_its_directorate(cast):
    rows = f"{PARTS}North Kent,Medway,\n"
    batch = loaded(cast.ada, checked(cast.ada, "parts", rows, opens=["North Kent"]))
    row = Service.objects.get(name="Medway")
    services.change_service(by=cast.ada, service_id=row.pk, expected=1, name="Medway team")
    batch = undone(cast.ada, batch)
    left = kind_of("parts").left(batch_id=batch.pk, most=9)
    assert [(each.title, each.must_stay) for each in left] == [
        ("Medway team", False),
        ("North Kent", False),
    ]
    undone(cast.ada, batch, also=[each.key for each in left])
    assert not Service.objects.filter(pk=row.pk).exists()
    assert not Directorate.objects.filter(name="North Kent").exists()


def test_what_was_renamed_since_stays_unless_it_is_chosen(cast):
    batch = loaded(cast.ada, checked(cast.ada, "parts", f"{PARTS}East Kent,Medway,\n"))
    row = Service.objects.get(name="Medway")
    services.change_service(by=cast.ada, service_id=row.pk, expected=1, name="Medway team")
    [each] = kind_of("parts").changed_since(batch_id=batch.pk)
    assert (each.title, each.must_stay) == ("Medway team", False)
    assert each.what.startswith("Changed by Ada Lindqvist on ")
    undone(cast.ada, batch, also=[each.key])
    assert not Service.objects.filter(pk=row.pk).exists()
