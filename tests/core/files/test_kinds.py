"""What is taken is told from the bytes; everything else is refused with what to do about it."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.files import kinds
from core.files.kinds import DOCUMENTS, PHOTOS, Takes, kind_of
from core.files.names import disposition, ending_of, tidy_name
from core.service import Refused
from tests.core.files import files

TAKES = Takes(PHOTOS | DOCUMENTS, 20_000_000)


def told(name: str, content: bytes, takes: Takes = TAKES) -> str:
    return kind_of(io.BytesIO(content), name=name, size=len(content), takes=takes).name


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Agenda.PDF", files.PDF, "pdf"),
        ("Group.jpg", files.photo("jpeg"), "jpeg"),
        ("Group.JPEG", files.photo("jpeg"), "jpeg"),
        ("Chart.png", files.photo("png"), "png"),
        ("Chart.webp", files.photo("webp"), "webp"),
        ("IMG_0001.HEIC", files.photo("heic"), "heic"),
        ("Notes.docx", files.office("docx"), "docx"),
        ("Numbers.xlsx", files.office("xlsx"), "xlsx"),
        ("Slides.pptx", files.office("pptx"), "pptx"),
        ("Notes.odt", files.odt(), "odt"),
        ("notes.txt", "Caf\u00e9 \u2013 12 people".encode(), "text"),
        ("notes.txt", "Caf\u00e9 \u2013 12 people".encode("cp1252"), "text"),
        ("notes.txt", "What was said".encode("utf-16"), "text"),
        ("list.csv", b"\xef\xbb\xbfDate,What\r\n1/2/2024,Walk\r\n", "csv"),
        ("v1.2 of the plan.pdf", files.PDF, "pdf"),
        ("people.csv", b"BMI clinic,12\r\nMZ,3\r\n", "csv"),
        ("Photos.pdf", files.PDF.replace(b"xref", b"stream\n\x01/JS\x02\nendstream xref"), "pdf"),
    ],
)
def test_ordinary_files_are_taken(name, content, kind):
    assert told(name, content) == kind


SVG = b'<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
LINK = (
    "<Relationships><Relationship Id='r1' TargetMode='External' Target='https://x.example/t.dotm' "
    "Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}'/></Relationships>"
)


def packed_pdf(inside: bytes) -> bytes:
    stream = zlib.compress(inside)
    words = (
        b"4 0 obj<</Type/ObjStm/N 1/First 5/Filter/FlateDecode>>\nstream\n%b\nendstream endobj\n"
    )
    return files.PDF.replace(b"xref", words % stream + b"xref")


def locked_zip() -> bytes:
    content = bytearray(files.office())
    for place in range(len(content)):
        if content[place : place + 4] == b"PK\x01\x02":
            content[place + 8] |= 1
    return bytes(content)


def overlapping() -> bytes:
    """Two entries of the list at the back that lie on the same bytes."""
    out = io.BytesIO(files.office(more={"word/a.xml": b"a" * 3_000}))
    content = bytearray(out.getvalue())
    places = [p for p in range(len(content)) if content[p : p + 4] == b"PK\x01\x02"]
    content[places[-1] + 42 : places[-1] + 46] = struct.pack("<L", 0)
    return bytes(content)


def doubled() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", "<x/>")
        archive.writestr("word/documen2.xml", "<x/>")
    return out.getvalue().replace(b"documen2", b"document")


REFUSED = {
    "an SVG drawing": ("Logo.svg", SVG, "SVG drawing"),
    "an SVG drawing as a photo": ("Logo.jpg", SVG, "SVG drawing"),
    "a web page as a photo": ("Group.jpg", HTML, "web page"),
    "a web page as text": ("notes.txt", b"  \n<html><body>", "web page"),
    "a web page with a mark in front": ("notes.txt", b"\xef\xbb\xbf" + HTML, "web page"),
    "XML": ("notes.txt", b"<?xml version='1.0'?><a/>", "XML file"),
    "a script": ("notes.txt", b"#!/bin/sh\nrm -rf /\n", "a script"),
    "a program": ("Report.pdf", b"MZ" + b"\0" * 500, "a program"),
    "a program of Linux": ("notes.txt", b"\x7fELF" + b"\0" * 500, "a program"),
    "a GIF": ("Cat.gif", b"GIF89a" + b"\0" * 50, "a GIF picture"),
    "a PDF called a photo": ("Scan.jpg", files.PDF, "rename it to end in .pdf"),
    "a photo called a PDF": ("Scan.pdf", files.photo(), "rename it to end in .jpg"),
    "no ending": ("Scan", files.PDF, "has no ending"),
    "two endings": ("Invoice.exe.pdf", files.PDF, "two endings"),
    "an ending of a program": ("Invoice.pdf.exe", files.PDF, "rename it to end in .pdf"),
    "a PDF not from its start": ("Scan.pdf", HTML + files.PDF, "something before it"),
    "a PDF after stray bytes": ("Scan.pdf", b"\0\1\2" + files.PDF, "something before it"),
    "half a PDF": ("Scan.pdf", files.PDF[:60], "does not end as it should"),
    "a locked PDF": ("Scan.pdf", files.PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), "password"),
    "a PDF with a program": (
        "Scan.pdf",
        files.PDF.replace(b"/Pages 2", b"/OpenAction<</S/JavaScript/JS(x)>>/Pages 2"),
        "program",
    ),
    "a PDF with a hidden program": (
        "Scan.pdf",
        files.PDF.replace(b"/Pages 2", b"/J#61vaScr#69pt 3 0 R/Pages 2"),
        "program",
    ),
    "a PDF with a packed program": (
        "Scan.pdf",
        packed_pdf(b"1 0 <</S/JavaScript/JS(x)>>"),
        "program",
    ),
    "a PDF with files": (
        "Scan.pdf",
        files.PDF.replace(b"/Pages 2", b"/EmbeddedFiles 3 0 R/Pages 2"),
        "other files",
    ),
    "a ZIP archive": ("Notes.zip", files.zipped({"a.txt": "a"}), "ZIP archive"),
    "a ZIP archive as a document": ("Notes.docx", files.zipped({"a.txt": "a"}), "ZIP archive"),
    "an old document": (
        "Notes.doc",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "save it as .docx",
    ),
    "a document with macros": (
        "Notes.docx",
        files.office(more={"word/vbaProject.bin": b"x"}),
        "macros",
    ),
    "a document said to have macros": (
        "Notes.docx",
        files.office(types="vnd.ms-word.document.macroEnabled.main+xml"),
        "macros",
    ),
    "a workbook with old macros": (
        "Notes.xlsx",
        files.office("xlsx", {"xl/macrosheets/sheet1.xml": "<x/>"}),
        "macros",
    ),
    "OpenDocument with macros": ("Notes.odt", files.odt({"Basic/Standard/a.xml": "x"}), "macros"),
    "locked OpenDocument": (
        "Notes.odt",
        files.odt({"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
        "password",
    ),
    "a document with a packed file": (
        "Notes.docx",
        files.office(more={"word/embeddings/oleObject1.bin": b"x"}),
        "packed",
    ),
    "a document with a template elsewhere": (
        "Notes.docx",
        files.office(more={"word/_rels/settings.xml.rels": LINK.format("attachedTemplate")}),
        "somewhere else",
    ),
    "a document with a template on some server": (
        "Notes.docx",
        files.office(
            more={
                "word/_rels/settings.xml.rels": LINK.format("attachedTemplate").replace(
                    "https://x.example/t.dotm", "file://///x.example/share/t.dotm"
                )
            }
        ),
        "somewhere else",
    ),
    "a document in another encoding": (
        "Notes.docx",
        files.office(more={"word/_rels/a.xml.rels": LINK.format("hyperlink").encode("utf-16")}),
        "could not open",
    ),
    "a PDF with a program far inside a list": (
        "Scan.pdf",
        packed_pdf(b" " * 4_999_995 + b"/JavaScript "),
        "program",
    ),
    "a locked document": ("Notes.docx", locked_zip(), "password"),
    "parts over each other": ("Notes.docx", overlapping(), "could not open"),
    "two parts of one name": ("Notes.docx", doubled(), "could not open"),
    "a part outside": (
        "Notes.docx",
        files.office(more={"../../etc/passwd": "x"}),
        "could not open",
    ),
    "something before the archive": ("Notes.docx", b"GIF89a;" + files.office(), "GIF"),
    "something behind the archive": (
        "Notes.docx",
        files.office() + HTML,
        "broken archive|could not open",
    ),
    "a bomb": (
        "Notes.docx",
        files.office(more={"word/big.xml": b"\0" * 60_000_000}),
        "unpacks to far too much",
    ),
    "half a document": ("Notes.docx", files.office()[:-30], "broken archive"),
    "too many points": ("Group.png", files.huge_png(), "30,000 by 30,000 points"),
    "a photo of nothing": (
        "Group.jpg",
        b"\xff\xd8\xff\xe0" + b"\0" * 400,
        "could not open this photo",
    ),
    "a HEIC of nothing": (
        "Group.heic",
        b"\0\0\0\x18ftypheic" + b"\0" * 400,
        "could not open this photo",
    ),
    "a video": ("Talk.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 400, "video or sound"),
    "noise": ("notes.txt", bytes(range(256)) * 40, "do not know"),
    "nothing": ("notes.txt", b"", "empty"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_hostile_and_mistaken_files_are_refused_with_a_reason(case):
    name, content, reason = REFUSED[case]
    begun = time.perf_counter()
    with pytest.raises(Refused, match=reason) as refusal:
        told(name, content)
    assert refusal.value.field == "file"
    assert time.perf_counter() - begun < 5  # a stuck reader, not a slow machine


@pytest.mark.parametrize(
    "link",
    [
        LINK.format("hyperlink"),
        LINK.format("attachedTemplate").replace(
            "https://x.example/t.dotm", "file:///C:\\Templates\\Trust letter.dotx"
        ),
    ],
)
def test_a_link_that_is_clicked_or_leads_to_the_own_disk_is_no_reason(link):
    assert told("Notes.docx", files.office(more={"word/_rels/a.xml.rels": link})) == "docx"


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_looking_at_a_bomb_takes_little_memory(kind):
    parts = {f"xl/worksheets/sheet{n}.xml": b"\0" * 30_000_000 for n in range(8)}
    bomb = packed_pdf(b" " * 120_000_000) if kind == "pdf" else files.office("xlsx", parts)
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match="far too much"):
            told(f"Numbers.{kind}", bomb)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def test_what_a_page_does_not_want_is_named():
    only_photos = Takes(PHOTOS, 1_000_000)
    with pytest.raises(
        Refused, match=r"a PDF document, which we cannot take here.*JPG, PNG, HEIC or WEBP"
    ):
        told("Agenda.pdf", files.PDF, only_photos)
    assert only_photos.words == "JPG, PNG, HEIC or WEBP, up to 1 MB"


def test_too_large_says_how_large_it_may_be():
    with pytest.raises(Refused, match="must be 20 MB or smaller"):
        kind_of(io.BytesIO(b"x"), name="a.txt", size=20_000_001, takes=TAKES)


def is_answer(name, content) -> bool:
    """Whether what comes back is a kind that we know, or a sentence for the sender."""
    try:
        return told(name, content) in kinds.KINDS
    except Refused as refused:
        return str(refused).endswith(".")


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(
        [b"", b"PK\x03\x04", b"%PDF-1.4", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\0\0\0 ftypheic"]
    ),
    st.binary(max_size=300),
    st.sampled_from(["a.pdf", "a.docx", "a.jpg", "a.png", "a.heic", "a.txt", "a"]),
)
def test_whatever_is_sent_gets_an_answer(start, rest, name):
    assert is_answer(name, start + rest)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 3_000),
    st.integers(0, 255),
    st.sampled_from(["docx", "png", "jpeg", "webp", "pdf"]),
)
def test_a_changed_byte_never_breaks_the_page(place, value, kind):
    whole = {"docx": files.office(), "pdf": files.PDF}.get(kind) or files.photo(kind)
    content = bytearray(whole)
    content[place % len(content)] = value
    assert is_answer(f"a.{kinds.KINDS[kind].endings[0]}", bytes(content))


# --- Names ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\sam\\Notes.pdf", "Notes.pdf"),
        ("Notes\u202efdp.pdf", "Notesfdp.pdf"),
        ('a"b;c\r\nSet-Cookie: x.pdf', "a-b-c Set-Cookie- x.pdf"),
        ("con.pdf", "file con.pdf"),
        (".pdf", "pdf.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("Caf\u00e9 \u2013 \u65e5\u672c.pdf", "Caf\u00e9 \u2013 \u65e5\u672c.pdf"),
    ],
)
def test_names_are_made_safe(given_name, kept):
    assert tidy_name(given_name, "pdf") == kept


def test_a_name_in_any_language_stands_in_the_header():
    header = disposition('Caf\u00e9 "x".pdf')
    assert (
        header == "attachment; filename=\"Caf_ _x_.pdf\"; filename*=UTF-8''Caf%C3%A9%20%22x%22.pdf"
    )
    assert ending_of("a.tar.GZ") == "gz"
