"""What is worked on for a moment lies on the disk of files: /tmp is memory where the portal runs."""

from __future__ import annotations

import io
import tempfile

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from core.files.selectors import path_of
from core.files.storage import folder_of_work
from core.files.upkeep import tidy_files
from core.imports.reading import look_at, rows_of, strings
from core.imports.sheets import example_file
from tests.core.files.test_checks import age, store
from tests.core.imports.corpus import cell, sheet, workbook
from tests.core.imports.plain_kind import PlainKind

pytestmark = pytest.mark.django_db


class Elsewhere(Storage):
    """A storage whose files have no path on this machine."""

    def __init__(self):
        self._kept = {}

    def _save(self, name, content):
        self._kept[name] = content.read()
        return name

    def _open(self, name, mode="rb"):
        return ContentFile(self._kept[name])

    def exists(self, name):
        """Whether it is there."""
        return name in self._kept


@pytest.fixture
def no_tmp(monkeypatch, tmp_path):
    """A machine without a folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))


@pytest.mark.usefixtures("no_tmp")
def test_many_texts_of_a_workbook_are_read_without_tmp(monkeypatch, tmp_path):
    monkeypatch.setattr(strings, "MOST_IN_MEMORY", 0)
    texts = "".join(f"<si><t>{text}</t></si>" for text in ("Title", "Tea", "Walk"))
    lines = "".join(
        f'<row r="{row}">{cell(f"A{row}", str(row - 1), "s")}</row>' for row in (1, 2, 3)
    )
    path = tmp_path / "log.xlsx"
    path.write_bytes(workbook(sheet(lines), strings=f"<sst>{texts}</sst>"))
    layout = look_at(path).layout
    found = rows_of(path, layout.sheet, layout.header_row)
    assert [cells for _row, cells in found] == [["Tea"], ["Walk"]]


@pytest.mark.usefixtures("no_tmp")
def test_an_example_is_made_without_tmp():
    answer = example_file(PlainKind(), "xlsx")
    made = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    answer.close()
    assert made.active["A2"].value == "Cup"
    assert list(folder_of_work().iterdir()) == []


@pytest.mark.usefixtures("no_tmp")
def test_a_list_is_made_a_workbook_without_tmp(as_person):
    answer = as_person("ivy").get("/activities/?download=xlsx")
    made = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert made.sheetnames[0] == "Activities"
    assert list(folder_of_work().iterdir()) == []


@pytest.mark.usefixtures("no_tmp")
def test_a_file_of_another_storage_is_copied_beside_the_work_in_hand(settings):
    elsewhere = {"BACKEND": f"{__name__}.Elsewhere"}
    settings.STORAGES = {**settings.STORAGES, "private": elsewhere}
    with path_of(store(b"What people said")) as path:
        assert path.parent == folder_of_work()
        assert path.read_bytes() == b"What people said"
    assert list(folder_of_work().iterdir()) == []


def test_what_a_killed_process_left_goes_after_a_day():
    left, fresh = folder_of_work() / "tmpleft", folder_of_work() / "tmpfresh"
    left.mkdir()
    (left / "sheet").write_bytes(b"half")
    fresh.write_bytes(b"still coming")
    age(left)
    assert tidy_files()["left_over"] == 1
    assert list(folder_of_work().iterdir()) == [fresh]
    fresh.unlink()
