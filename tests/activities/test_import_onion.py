"""Reading an onion file: the one of 2020, faults row by row, hostile files."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.imports import Known, Unreadable, check_onion, read_onion
from activities.models import Activity
from activities.selectors.levels import DEFAULT_LADDER, OLD_LADDER, all_levels
from core.models import Act
from core.service import System, service
from organisation.models import Service

ONION_2020 = Path(__file__).parents[2] / "home/demo/data/onion-2020.csv"
HEADER = "ring,activity,scope\n"


def load(path, *flags) -> str:
    out = io.StringIO()
    call_command("import_onion", str(path), *flags, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(content: str | bytes) -> Path:
        path = tmp_path / "onion.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def faults(path) -> str:
    with pytest.raises(CommandError) as stopped:
        load(path)
    assert not Activity.objects.exists()
    return str(stopped.value)


# --- The onion of 2020 ----------------------------------------------------------------------


def test_each_of_the_24_activities_comes_out_in_its_ring(cast):
    assert "24 activities added." in load(ONION_2020)
    levels = all_levels()
    wanted = list(csv.DictReader(io.StringIO(ONION_2020.read_text(encoding="utf-8"))))
    assert len(wanted) == 24
    for row in wanted:
        found = Activity.objects.get(title=row["activity"])
        ring = levels.by_id[found.counted_level_id]
        assert (ring.name, ring.ladder) == (row["ring"], OLD_LADDER)
        assert found.is_standing
        assert found.counted_state == "happened"
        assert found.is_trust_wide
        assert bool(found.notes) == (row["scope"] == "Care groups")


def test_they_are_mapped_on_the_five_levels(cast):
    load(ONION_2020)
    levels = all_levels()
    shown = {}
    for activity in Activity.objects.all():
        (level,) = levels.shown_on(activity.counted_level_id, DEFAULT_LADDER)
        shown[level.code] = shown.get(level.code, 0) + 1
    assert shown == {"co-create": 4, "collaborate": 6, "involve": 5, "engage": 5, "inform": 4}


def test_it_is_one_act_and_a_second_run_adds_nothing(cast):
    load(ONION_2020)
    act = Act.objects.get(service="activities.import_standing")
    assert (act.system, act.reason) == (
        "onion import",
        "24 standing activities from onion-2020.csv",
    )
    said = load(ONION_2020)
    assert "0 activities added." in said
    assert "24 were there already and stay as they are." in said
    assert Activity.objects.count() == 24


def test_a_dry_run_writes_nothing(cast):
    assert "24 activities would be added." in load(ONION_2020, "--dry-run")
    assert not Activity.objects.exists()


def test_a_cancelled_one_is_added_again(cast):
    load(ONION_2020)

    @service
    def cancel(*, by):
        Activity.objects.filter(title="Social media").update(
            status="cancelled", status_reason="Ended"
        )

    cancel(by=System("tests"))
    assert "1 activities added" in load(ONION_2020)


# --- Words as people write them ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("ring", "code"),
    [
        ("Co-production", "co-production"),
        ("  CO PRODUCTION ", "co-production"),
        ("informed  decision-making", "informed-decision-making"),
        ("Inform", "inform"),
        ("cocreate", "co-create"),
        ("Collaborate", "collaborate"),
        ("COLLABORATION", "collaboration"),
    ],
)
def test_rings_and_levels_in_any_spelling(cast, file, ring, code):
    load(file(HEADER + f"{ring},Walking group,trust wide\n"))
    level = all_levels().by_id[Activity.objects.get().counted_level_id]
    assert level.code == code


def test_a_service_and_a_directorate_are_understood(cast, file):
    load(
        file(
            HEADER
            + "Involve,One team,canterbury Community mental-health team\n"
            + "Involve,All teams,EAST KENT\n"
        )
    )
    one, both = Activity.objects.order_by("id")
    east = set(Service.objects.filter(directorate__name="East Kent").values_list("pk", flat=True))
    assert len(one.service_ids) == 1
    assert set(both.service_ids) == east
    assert both.directorate_ids == one.directorate_ids
    assert not both.is_trust_wide


@pytest.mark.parametrize("mark", [";", "\t"])
def test_columns_in_any_order_and_separator(cast, file, mark):
    lines = [["Scope", "RING ", "Activity"], ["Trust-wide", "Involve", "Choir"]]
    load(file("\ufeff" + "\r\n".join(mark.join(line) for line in lines)))
    assert Activity.objects.get().title == "Choir"


# --- Faults: row, column, what to do -----------------------------------------------------------


def test_every_faulty_row_is_named_and_nothing_is_loaded(cast, file):
    said = faults(
        file(
            HEADER
            + "Involve,Good one,Trust-wide\n"
            + "Involv,Near miss,Trust-wide\n"
            + "Nowhere,,Nobody\n"
            + "Involve,=1+1,East Kant\n"
            + "\n"
            + "Involve,good ONE,Trust-wide\n"
            + f"Involve,{'long ' * 50},Trust-wide\n"
            + "Involve,---,Trust-wide\n"
        )
    )
    assert "Nothing was loaded: 9 things are wrong." in said
    assert "Row 3, ring: “Involv” is no ring or level we know. Did you mean “Involve”?" in said
    assert "Row 4, ring: “Nowhere” is no ring or level we know. We know: Inform, Engage" in said
    assert "Row 4, activity: It is empty." in said
    assert "Row 4, scope: “Nobody” is no directorate or service we know." in said
    assert "Row 5, activity: “=1+1” begins like a formula." in said
    assert (
        "Row 5, scope: “East Kant” is no directorate or service we know. Did you mean “East Kent”"
        in said
    )
    assert "Row 7, activity: It repeats row 2. Take one out." in said
    assert "Row 8, activity: It has 249 characters. At most 200 fit." in said
    assert "Row 9, activity: “---” begins like a formula." in said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "It is empty"),
        (b"\xef\xbb\xbf", "It is empty"),
        (HEADER, "only the header"),
        (HEADER.encode("utf-16"), "saved as UTF-16"),
        (b"PK\x03\x04rest of a workbook", "It is a workbook"),
        (HEADER + "Involve,a\x00b,Trust-wide", "bytes that are no text"),
        (HEADER.encode() + b"Involve,Caf\xe9,Trust-wide", "Row 2: A letter cannot be read"),
        ("name,date\nx,y", "The columns must be ring, activity and scope. It has: “name”, “date”."),
        (",".join(["ring"] * 10_000), "and 9,995 more"),
        (HEADER + ",".join(["x"] * 10_000), "Row 2: There are 10,000 cells, not 3"),
        (HEADER + "Involve,Tea, cake and talk,Trust-wide", "Row 2: There are 4 cells, not 3"),
        (HEADER + '"' + "x" * 200_000, "A cell is too long or a quotation mark does not end"),
        (HEADER + 'Involve,"no end', "a quotation mark does not end"),
        (HEADER + "Involve,x,Trust-wide\n" * 5_001, "5,001 rows"),
        (b"x" * 2_000_001, "larger than 2 MB"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(cast, file, content, sentence):
    assert sentence in faults(file(content))


@pytest.mark.parametrize("name", ["none.csv", ".", "\x00"])
def test_no_file_no_traceback(cast, tmp_path, name):
    with pytest.raises(CommandError, match="cannot be opened"):
        load(tmp_path / name)


KNOWN = Known(
    levels={"involve": 1}, level_names=("Involve",), services={"eastkent": (1, 2)},
    names=("East Kent",), kinds={"Something else": 1},
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(lambda t: (HEADER + t).encode("utf-8", "surrogatepass")),
    )
)
def test_any_bytes_are_read_or_refused_in_words(data):
    rows, wrong = [], []
    try:
        rows, wrong = check_onion(read_onion(data), KNOWN)
    except Unreadable as problem:
        wrong = [problem.fault]
    assert rows or wrong
    assert all(str(fault).startswith("The file: ") for fault in wrong if not fault.row)
    assert all(str(fault).startswith("Row ") for fault in wrong if fault.row)
    assert all(len(row.title) <= 200 and row.title.strip() for row in rows)
