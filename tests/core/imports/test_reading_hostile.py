"""No file, however made, fills the memory or fails in another way than with a sentence."""

import csv
import io
import subprocess
import sys
from itertools import islice

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from core.imports.reading import Unreadable, look_at, rows_of
from core.tables.formulas import as_written
from tests.core.imports.corpus import log_sheet, text_files, workbook
from tests.core.imports.hostile import heavy_files, hostile_books, hostile_texts, refused_files

MOST_MEMORY = 100  # MB of the whole process; it begins with about 40
READ = """
import sys
from core.imports.reading import Unreadable, look_at, rows_of

for path in sys.argv[1:]:
    try:
        layout = look_at(path).layout
        count = sum(1 for _row in rows_of(path, layout.sheet, layout.header_row))
        answer = f"{count} rows"
    except Unreadable as refusal:
        answer = refusal.sentence
    with open("/proc/self/status") as status:
        highest = int(status.read().split("VmHWM:")[1].split()[0]) // 1024
    print(highest, answer, sep="\\t")
"""


def measured(tmp_path, files):
    """{name: (MB at most so far, rows or the sentence)} of a process that reads one after another."""
    paths = []
    for number, make in enumerate(files.values()):
        paths.append(tmp_path / str(number))
        paths[-1].write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", READ, *paths], capture_output=True, text=True, check=True
    )
    answers = [line.split("\t") for line in done.stdout.splitlines()]
    return {name: (int(most), text) for name, (most, text) in zip(files, answers, strict=True)}


@pytest.mark.parametrize("files", [hostile_texts, hostile_books])
def test_what_would_fill_the_memory_is_refused(tmp_path, files):
    for name, (most, answer) in measured(tmp_path, files(700_000)).items():
        assert answer.endswith("."), name
        assert most <= MOST_MEMORY, name


def test_honest_files_are_read_with_flat_memory_however_large(tmp_path):
    for name, (most, answer) in measured(tmp_path, heavy_files(500_000)).items():
        assert answer.endswith(" rows"), name
        assert most <= MOST_MEMORY, name


def rows_or_sentence(path):
    """All rows, or the sentence; anything else fails the test that asks."""
    try:
        layout = look_at(path).layout
        return list(islice(rows_of(path, layout.sheet, layout.header_row), 5_000))
    except Unreadable:
        return None


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzzed") / "file"


@settings(deadline=None, max_examples=300)
@given(some.binary(max_size=2_000))
@example(b"PK\x05\x06")
@example(b"PK\x03\x04" + b"\xff" * 60)
@example(b'"\n"' * 3)
@example(b"\xff\xfe\x00")
@example(b"sep=\n")
def test_any_bytes_are_rows_or_a_sentence(fuzzed, content):
    fuzzed.write_bytes(content)
    rows_or_sentence(fuzzed)


@settings(deadline=None, max_examples=300)
@given(
    some.text(some.sampled_from('a1é’,;\t|"\n\r /£\0\u202e'), max_size=200),
    some.sampled_from(["utf-8", "utf-16"]),
)
def test_any_text_gives_rows_as_wide_as_its_headings_or_one_wider(fuzzed, text, encoding):
    fuzzed.write_bytes(text.encode(encoding))
    if rows := rows_or_sentence(fuzzed):
        layout = look_at(fuzzed).layout
        width = len(layout.headings)
        assert {len(cells) for _number, cells in rows} <= {width, width + 1}
        assert all(
            text == text.strip() and "\0" not in text for _n, cells in rows for text in cells
        )
        assert sorted({number for number, _cells in rows}) == [number for number, _cells in rows]


# No semicolons: rows with more of them than of commas are read as parted by semicolons, and rightly.
CELLS = some.text(some.sampled_from("ab ’é,\"'1\n\xa0"), max_size=8)


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(some.lists(some.tuples(CELLS, CELLS, CELLS)), some.sampled_from([5, 17, 64, 32_000]))
@example([("", "1\n1,b", "b\nc"), ("1", "", "")], 64)
def test_what_a_program_writes_is_read_back_however_it_is_cut(fuzzed, monkeypatch, rows, piece):
    """Only white space around a cell goes, and the apostrophe that guards a formula."""
    monkeypatch.setattr("core.imports.reading.letters.PIECE", piece)
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("Date", "Title", "Staff"), *rows])
    fuzzed.write_bytes(text.getvalue().encode())
    plain = [[cell.strip() for cell in row] for row in rows]
    plain = [[as_written(cell) for cell in row] for row in plain if any(row)]
    found = [cells for _number, cells in rows_of(fuzzed, 0, 1)]
    assert found == plain


@settings(deadline=None, max_examples=300)
@given(some.data())
def test_a_good_file_with_bytes_changed_is_rows_or_a_sentence(fuzzed, data):
    good = data.draw(some.sampled_from([workbook(log_sheet()), *text_files().values()]))
    content = bytearray(good)
    for _change in range(data.draw(some.integers(1, 5))):
        place = data.draw(some.integers(0, len(content) - 1))
        content[place : place + data.draw(some.integers(0, 3))] = data.draw(some.binary(max_size=3))
    fuzzed.write_bytes(content)
    rows_or_sentence(fuzzed)


@settings(deadline=None, max_examples=200)
@given(some.data())
def test_a_sheet_with_its_xml_changed_is_rows_or_a_sentence(fuzzed, data):
    """The packing is whole; what is inside is not what Excel writes."""
    pieces = [
        "<row>",
        "</row>",
        "<c>",
        "</c>",
        '<c t="s">',
        "<v>",
        "</v>",
        "<t/>",
        "<is>",
        "&#0;",
        "9",
    ]
    text = log_sheet()
    for _change in range(data.draw(some.integers(1, 4))):
        place = data.draw(some.integers(0, len(text)))
        text = text[:place] + data.draw(some.sampled_from(pieces)) + text[place:]
    fuzzed.write_bytes(workbook(text))
    rows_or_sentence(fuzzed)


def test_a_refusal_leaves_no_file_open(saved, recwarn):
    for content, _sentence in refused_files().values():
        rows_or_sentence(saved(content))
    assert not recwarn.list
