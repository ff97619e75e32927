"""A members' list made to do harm: by its bytes, by its words, by numbers of other imports."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from community.models import ConsentWording, Person
from community.services.partners import add_partner
from core.imports.services.answers import Answer, answer_questions
from core.models import ImportAnswer, ImportBatch, ImportQuestion, Message, StoredFile
from core.tables.formulas import as_written
from core.work.worker import do_due
from tests.community.people import BY, someone
from tests.core.imports.hostile import hostile_books, refused_files
from tests.organisation.imports.steps import answered, checked, fresh, loaded

pytestmark = pytest.mark.django_db
MARKUP, ALIVE = "\"'><i id=hurt>{{7*7}}", "<i id=hurt>"
START = "/community/import/start/members/"
FORMULAS = [
    *('=HYPERLINK("http://bad.example")', "+1-800", "-2+3", "@SUM(A1)", "\t=1", "＝1+1"),
    *(" =1", "'=1", "\ufeff=1", "=cmd|' /C calc'!A0"),
]


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr("core.work.services.wake", lambda task: None)


def lines(*rows) -> str:
    """Rows as a CSV file."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def whole(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace")


# --- Files ----------------------------------------------------------------------------------


def sent(client, data: bytes, name: str):
    return client.send(START, {"file": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize("name", sorted(refused_files()))
def test_what_is_no_list_of_people_is_refused_in_words(as_person, name):
    data, _sentence = refused_files()[name]
    ivy = as_person("ivy")
    answer = sent(ivy, data, "members.xlsx" if data.startswith(b"PK") else "members.csv")
    if answer.status_code == 302:
        do_due()
        batch = ImportBatch.objects.get()
        assert (batch.state, bool(batch.trouble)) == ("unreadable", True)
        assert "root:x:0" not in whole(ivy.get(answer.url))
    else:
        assert "There is a problem" in whole(answer)
    assert not Person.objects.exists()


@pytest.mark.parametrize("name", sorted(hostile_books(500)))
def test_a_workbook_that_swells_is_refused_or_read_with_an_end(as_person, name):
    answer = sent(as_person("ivy"), hostile_books(500)[name](), "members.xlsx")
    assert answer.status_code in (200, 302)
    do_due()
    assert not ImportBatch.objects.filter(state="reading").exists()


POLYGLOTS = {
    "photo.csv": b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"Name,Email\nDana,d@home.example\n" * 5,
    "list.csv.exe": b"MZ\x90\x00" + bytes(200),
    "members.csv": b"%PDF-1.7\nName,Email\nDana,d@home.example\n",
    "../../members.csv": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "page.csv": b"<!DOCTYPE html><script>alert(1)</script>\nName\nDana\n",
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_a_file_is_taken_for_what_is_in_it(as_person, name):
    ivy = as_person("ivy")
    answer = sent(ivy, POLYGLOTS[name], name)
    if answer.status_code == 302:
        do_due()
        assert ImportBatch.objects.get().state == "unreadable"
        assert "<script>alert" not in whole(ivy.get(answer.url))
    else:
        assert "There is a problem" in whole(answer)
    assert not any("/" in stored.name for stored in StoredFile.objects.all())


def test_only_the_team_reaches_the_import_by_whichever_address(as_person, cast):
    batch = checked(cast.ivy, "members", lines(["Name", "Email"], ["Dana", "d@home.example"]))
    for key in ("amina", "sam", "cal", "stella", "ada"):
        client = as_person(key)
        assert client.get(START).status_code == 403
        for mount in ("community", "activities", "organisation"):
            for page in ("detail", "rows", "problems", "load", "refused"):
                path = reverse(f"{mount}:import_{page}", args=[batch.pk])
                assert client.get(path).status_code in (403, 404), (key, path)
        for mount in ("activities", "organisation"):
            path = reverse(f"{mount}:import_start", args=["members"])
            assert client.get(path).status_code in (403, 404), (key, path)
    # Nor does its owner, by the addresses of another app.
    for mount in ("activities", "organisation"):
        path = reverse(f"{mount}:import_detail", args=[batch.pk])
        assert as_person("ivy").get(path).status_code in (403, 404)


# --- Words ----------------------------------------------------------------------------------

HEADINGS = [
    *("Name", "Known as", "Email", "Experience", "Language", "Newsletter", "Date of consent"),
    *("Consent wording", "How consent was given", "Interests"),
]


def test_markup_of_a_list_stays_words_wherever_it_comes_to(as_person, cast):
    row = [MARKUP, MARKUP, "d@home.example", MARKUP, MARKUP[:40], "newsletter", "1/4/2024"]
    row += [MARKUP, MARKUP, MARKUP]
    bad = [f"{MARKUP}2", "", MARKUP, MARKUP, MARKUP, MARKUP, MARKUP, MARKUP, MARKUP, ""]
    other = [MARKUP, "", "d@home.example", "", "", "", "", "", "", ""]
    batch = checked(cast.ivy, "members", lines([*HEADINGS, MARKUP], [*row, MARKUP], bad, other))
    ivy, shown = as_person("ivy"), 0
    pages = [
        reverse(f"community:import_{name}", args=[batch.pk])
        for name in ("detail", "columns", "layout", "problems", "rows", "doubles", "load")
    ]
    question = ImportQuestion.objects.get(batch_id=batch.pk, field="interests")
    answers = [Answer(question.pk, "add")]
    answer_questions(by=cast.ivy, batch_id=batch.pk, expected=batch.version, answers=answers)
    do_due()
    batch = fresh(batch)
    for path in [*pages, f"{pages[0]}refused/?as=csv"]:
        text = whole(ivy.get(path))
        shown += "&lt;i id=hurt&gt;" in text
        assert ALIVE not in text.replace(f'"{MARKUP}', ""), path
    batch = loaded(cast.ivy, batch, "good")
    person = Person.objects.get(email="d@home.example")
    assert person.name == MARKUP
    assert ConsentWording.objects.filter(text=MARKUP).exists()
    pk = person.pk
    for path in (
        reverse("community:import_report", args=[batch.pk]),
        reverse("community:member_ask", args=[batch.pk]),
        "/community/people/",
        "/community/people/?q=hurt",
        "/search/?q=hurt",
        f"/community/people/{pk}/",
        f"/community/people/{pk}/reach/",
        f"/community/people/{pk}/consents/",
        f"/community/people/{pk}/join/",
        "/community/people/doubles/",
        "/community/wordings/",
        "/organisation/words/",
        "/organisation/words/interests/",
        "/activities/changes/",
    ):
        answer = ivy.get(path)
        text = whole(answer)
        shown += "&lt;i id=hurt&gt;" in text
        assert ALIVE not in text, path
        assert "49" not in text.split("{{7*7}}")[0][-3:], path
    assert shown > 8
    # Staff at large see the name somebody shows; it is markup too.
    Person.objects.filter(pk=pk).update(status="active")
    for path in ("/community/people/", "/search/?q=hurt", f"/community/people/{pk}/"):
        assert ALIVE not in whole(as_person("sam").get(path)), path
    assert not Message.objects.filter(body_html__contains=ALIVE).exists()


# --- Formulas (A18) ---------------------------------------------------------------------------


def cells_of(body: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(body.lstrip("\ufeff"))) for cell in row]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_file_about_people_or_partners_has_a_formula(as_person, form):
    ivy = as_person("ivy")
    for number, text in enumerate(FORMULAS):
        someone(text, shown_name=text[:60], language=text[:40], brings=text)
        add_partner(by=BY, name=f"{text} {number}")
    for path in ("/community/people/", "/community/partners/"):
        answer = ivy.get(path, {"download": form})
        body = b"".join(answer.streaming_content)
        if form == "xlsx":
            book = load_workbook(io.BytesIO(body))
            kinds = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row}
            assert "f" not in kinds, path
            continue
        cells = cells_of(body.decode())
        assert [each for each in cells if each.startswith("'")], path
        for cell in cells:
            assert cell.lstrip(" \ufeff\u200b")[:1] not in tuple("=+-@\t\r＝＋－＠"), (path, cell)
        said = {as_written(each) for each in cells}
        if "people" in path:
            assert {*FORMULAS} <= said


def test_rows_that_stayed_out_come_back_without_a_formula(as_person, cast):
    rows = [[text, "no address at all"] for text in FORMULAS]
    batch = checked(cast.ivy, "members", lines(["Name", "Email"], *rows))
    ivy = as_person("ivy")
    path = reverse("community:import_refused", args=[batch.pk])
    for form in ("csv", "xlsx"):
        body = b"".join(ivy.get(path, {"as": form}).streaming_content)
        if form == "xlsx" or body.startswith(b"PK"):
            book = load_workbook(io.BytesIO(body))
            kinds = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row}
            assert "f" not in kinds
            continue
        for cell in cells_of(body.decode()):
            assert cell.lstrip(" \ufeff")[:1] not in tuple("=+-@\t＝"), cell


# --- Numbers of another import -----------------------------------------------------------------


def test_answers_of_one_import_are_not_reached_through_another(as_person, cast):
    text = lines(["Name", "District"], ["Dana", "Thannet"], ["Mo", "Nowhere"])
    mine, other = checked(cast.ivy, "members", text), checked(cast.ivy, "members", text)
    other = answered(cast.ivy, other, "empty", "Nowhere")
    answer = ImportAnswer.objects.get(batch=other)
    ivy = as_person("ivy")
    drop = reverse("community:import_answer_drop", args=[mine.pk, answer.pk])
    ivy.send(drop, {"version": fresh(mine).version})
    assert ImportAnswer.objects.filter(pk=answer.pk).exists()
    question = ImportQuestion.objects.filter(batch=other).first()
    problems = reverse("community:import_problems", args=[mine.pk])
    ivy.send(problems, {"version": fresh(mine).version, f"q{question.pk}": "empty"})
    do_due()
    assert not ImportAnswer.objects.filter(batch=mine).exists()
    assert ImportQuestion.objects.filter(pk=question.pk).exists()
