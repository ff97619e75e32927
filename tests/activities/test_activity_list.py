"""Finding activities: search, filters, addresses that can be shared, files."""

from __future__ import annotations

import csv
import io
from datetime import date, time

import openpyxl
import pytest

from activities.models import Activity
from activities.selectors.levels import all_levels
from activities.services.log import ActivityEntry, SessionEntry, log_activity
from core.service import System
from organisation.models import ActivityKind, Service
from tests.activities.typing_in import logged

pytestmark = pytest.mark.django_db

LIST = "/activities/"


@pytest.fixture
def sam(as_person):
    return as_person("sam")


def make(title: str, level: str = "involve", on: date = date(2026, 3, 4), **more) -> Activity:
    """An activity through the service, without the page."""
    session = more.pop("session", None) or SessionEntry(held_on=on)
    service = Service.objects.get(name__startswith=more.pop("service", "Canterbury"))
    entry = ActivityEntry(
        title=title,
        kind_id=ActivityKind.objects.get(label=more.pop("kind", "Workshop")).pk,
        level_id=all_levels().by_code[level].id,
        service_ids=(service.pk,),
        **more,
    )
    return log_activity(
        by=System("test"), entry=entry, session=None if entry.is_standing else session
    )


def titles(response) -> list[str]:
    """The titles on the screen, in order."""
    return [
        row[0][0] if isinstance(row[0], tuple) else row[0] for row in response.context["page"].rows
    ]


def found(client, query: str) -> set[str]:
    page = client.get(f"{LIST}?{query}").context["page"]
    return {row[page.table.names.index("title")] for row in page.rows}


def test_nothing_yet_says_what_to_do(sam):
    assert "Nothing has been logged yet" in sam.get(LIST).content.decode()


def test_nothing_found_offers_to_clear_the_filters(sam):
    make("Garden group")
    page = sam.get(f"{LIST}?q=zebra").content.decode()
    assert "Garden group" not in page
    assert "clear" in page.lower()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=gardening", {"Garden group"}),
        ("q=crisis+-garden", {"Crisis line review"}),
        ("level=inform", {"Crisis line review"}),
        ("level=information-giving", {"Crisis line review"}),
        ("level=stimulating-thinking", set()),
        ("directorate=acute", {"Ward round survey"}),
        ("from=2026-05&to=2026-05", {"Ward round survey", "Old magazine"}),
        ("from=May+2026&to=05/2026", {"Ward round survey", "Old magazine"}),
        ("to=2026-03", {"Garden group", "Old magazine"}),
        ("when=evening", {"Crisis line review"}),
        ("when=weekend", {"Ward round survey"}),
        ("standing=True", {"Old magazine"}),
        ("state=planned", set()),
        ("mine=logged", set()),
    ],
)
def test_filters_find_what_they_say(sam, query, expected):

    make("Garden group", on=date(2026, 3, 4))
    make(
        "Crisis line review",
        "inform",
        session=SessionEntry(held_on=date(2026, 4, 8), starts_at=time(18), ends_at=time(19)),
    )
    make("Ward round survey", "engage", on=date(2026, 5, 3), service="Littlebrook")
    make("Old magazine", "involve", is_standing=True)
    acute = Service.objects.get(name__startswith="Littlebrook").directorate_id
    assert found(sam, query.replace("=acute", f"={acute}")) == expected


def test_a_reference_finds_its_activity(sam):
    one = make("Garden group")
    make("Another")
    assert found(sam, f"q={one.reference.lower()}") == {"Garden group"}


def test_mine_is_what_i_logged(sam, as_person):
    logged(sam, title="Sam’s own")
    logged(as_person("ivy"), title="Ivy’s own")
    assert found(sam, "mine=logged") == {"Sam’s own"}


@pytest.mark.parametrize(
    "query",
    [
        "level=nonsense",
        "directorate=x",
        "from=2026-13",
        "from=yesterday",
        "kind=99999999999999999999",
        "sort=password",
        "after=~~~",
        "per_page=9999999",
        "q=%00",
        "q=" + "a" * 10_000,
        "mine=all",
        "service[]=1",
        "state=%27%20OR%201=1",
        "theme=1;DROP+TABLE",
        "q=%22%21%28%26",
        "page=2",
    ],
)
def test_a_hostile_address_is_answered_in_words(sam, query):
    make("Garden group")
    response = sam.get(f"{LIST}?{query}", follow=True)
    assert response.status_code == 200


@pytest.mark.parametrize("rows", [1, 25, 100])
def test_the_list_costs_six_queries_for_any_number_of_rows(sam, rows, django_assert_num_queries):
    for number in range(rows):
        make(f"Activity {number}")
    sam.get(LIST)
    with django_assert_num_queries(6):
        sam.get(f"{LIST}?per_page=100")


def test_the_files_hold_what_the_screen_shows_and_no_formulae(sam):
    make('=HYPERLINK("http://evil","x")', "co-create")
    make("Garden group", "inform")
    text = b"".join(sam.get(f"{LIST}?level=co-create&download=csv").streaming_content).decode(
        "utf-8-sig"
    )
    assert "HYPERLINK" in text
    assert "Garden group" not in text
    assert "\n=HYPERLINK" not in text
    answer = sam.get(f"{LIST}?level=co-create&download=xlsx")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(str(cell.value).endswith('HYPERLINK("http://evil","x")') for cell in cells)


def heads(answer) -> list[str]:
    """The first line of a file."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return next(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(("who", "sees"), [("sam", True), ("ivy", True), ("stella", False)])
def test_how_many_came_is_for_those_who_may_see_it(as_person, sam, who, sees):
    activity = logged(sam, people="4137")
    reader = as_person(who)
    page = reader.get(LIST).content.decode()
    assert activity.title in page
    assert ("4,137" in page) is sees
    assert ("People" in heads(reader.get(f"{LIST}?download=csv"))) is sees
    assert ("4137" in reader.get(f"{LIST}{activity.pk}/").content.decode()) is sees


def test_a_co_creator_does_not_see_the_log(as_person):
    assert as_person("amina").get(LIST).status_code == 403
