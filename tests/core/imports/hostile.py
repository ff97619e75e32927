"""Files that are broken, hostile or far too large, built here so that nothing of them is committed."""

import zipfile
from collections.abc import Callable
from typing import Any

from tests.core.imports.corpus import (
    HEAD,
    KINDS,
    MAIN,
    cell,
    log_sheet,
    sheet,
    words,
    workbook,
    zipped,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
    "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]>"
)
OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"


def turned(good: bytes) -> bytes:
    """The workbook with a few bytes of its first sheet turned round."""
    place = good.index(b"sheet1.xml") + 60
    return (
        good[:place] + bytes(255 - byte for byte in good[place : place + 20]) + good[place + 20 :]
    )


def refused_files() -> dict[str, tuple[bytes, str]]:
    """Small files that are no list, with a part of the sentence that says what to do."""
    log = log_sheet()
    good = workbook(log)
    return {
        "nothing": (b"", "is empty"),
        "only white space": (b"\r\n \r\n,,,\r\n", "is empty"),
        "a mark and nothing": (b"\xef\xbb\xbf", "is empty"),
        "pdf": (b"%PDF-1.7\n...", "PDF"),
        "picture": (b"\x89PNG\r\n\x1a\n", "picture"),
        "packed": (b"\x1f\x8b\x08", "packed"),
        "web page": (b"\n<html><table><tr><td>1", "web page"),
        "web page in utf-16": ("<table><tr>".encode("utf-16"), "web page"),
        "xml": (b"<?xml version='1.0'?><Workbook/>", "XML"),
        "any bytes": (bytes(range(256)) * 20, "not a spreadsheet"),
        "old excel": (OLE + "Workbook".encode("utf-16-le"), "Excel Workbook (.xlsx)"),
        "older excel": (OLE + "Book".encode("utf-16-le"), "Excel Workbook (.xlsx)"),
        "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        "old word": (OLE + "WordDocument".encode("utf-16-le"), "not a spreadsheet"),
        "ods": (zipped({"mimetype": "…", "content.xml": "<x/>"}), "OpenDocument"),
        "numbers": (zipped({"Index/Document.iwa": "x"}), "Numbers"),
        "docx": (zipped({"[Content_Types].xml": "", "word/document.xml": ""}), "Word"),
        "pptx": (zipped({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "PowerPoint"),
        "xlsb": (zipped({"[Content_Types].xml": "", "xl/workbook.bin": ""}), "binary"),
        "any zip": (zipped({"photo.jpg": "x"}), "zip file"),
        "empty zip": (zipped({}), "zip file"),
        "macros": (workbook(log, others={"xl/vbaProject.bin": "x"}), "macros"),
        "half a workbook": (good[: len(good) // 2], "damaged"),
        "a bit of a workbook turned": (turned(good), "damaged"),
        "laughs": (workbook(log.replace("<worksheet", f"{LAUGHS}<worksheet")), "damaged"),
        "laughs in the texts": (
            workbook(
                sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
                strings=f"{LAUGHS}<sst><si><t>&c;</t></si></sst>",
            ),
            "damaged",
        ),
        "somebody else's file": (
            workbook(log.replace("<worksheet", f"{OUTSIDE}<worksheet").replace("Walk", "&a;")),
            "damaged",
        ),
        "no such text": (workbook(sheet('<row r="1"><c t="s"><v>7</v></c></row>')), "damaged"),
        "rows out of order": (workbook(sheet(words(2, "b"), words(1, "a"))), "damaged"),
        "a row inside a row": (workbook(sheet('<row r="1"><row r="2"></row></row>')), "damaged"),
        "row two million": (workbook(sheet(words(2_000_000, "b"))), "1,048,576 rows"),
        "column XFE": (workbook(sheet(f'<row r="1">{cell("XFE1", "1")}</row>')), "damaged"),
        "no sheets": (workbook(), "no sheet"),
        "only empty sheets": (workbook(sheet(), sheet()), "no rows"),
        "a sheet that is not there": (
            workbook(log).replace(b"worksheets/sheet1.xml", b"worksheets/sheet9.xml"),
            "damaged",
        ),
        "open quote": (
            b'Date,Title\r\n5/3/2026,"Tea\r\n6/3/2026,Walk\r\n',
            "Row 2 has a quotation",
        ),
        "open quote before another": (
            b'Date,Title,Staff\r\n5/3/2026,Tea,1\r\n5/3/2026,"Tea,2\r\n6/3/2026,"Walk, talk",3\r\n',
            "Row 3 has a quotation",
        ),
        "columns without end": (b"a," * 10_000 + b"\r\n" + b"1," * 10_000, "200 columns"),
    }


# ── Files that would fill a machine ──────────────────────────────────────────────────────────


def hostile_texts(million: int = 1_000_000) -> dict[str, Callable[[], bytes]]:
    """Text files to be refused; `million` is how many of everything."""
    return {
        "one line of 50 MB": lambda: b"x" * 50 * million,
        "one line of commas": lambda: b"ab," * 15 * million,
        "a quote that is never closed": lambda: (
            b'Date,Title\n1,"' + b"5/3/2026,Tea\n" * 3 * million
        ),
        "a row that goes on over every line": lambda: b'a,b\n"' + b'","ab","ab","\n' * 2 * million,
        "bytes of no encoding": lambda: b"Date,Title\n" * 10_000 + b"x\xff" * 10 * million,
    }


def hostile_books(million: int = 1_000_000) -> dict[str, Callable[[], bytes]]:
    """Workbooks to be refused, packed as tightly as they can be, or not at all where that alone
    would give them away."""
    log, row = log_sheet(), '<row r="1">'
    one_text = sheet(f"{row}{cell('A1', '0', 's')}</row>")
    return {
        "spaces unpacked": lambda: workbook(sheet(" " * 500 * million)),
        "texts unpacked": lambda: workbook(
            one_text, strings=f"<sst><si><t>{' ' * 500 * million}</t></si></sst>"
        ),
        "one text of 50 MB": lambda: loose(
            sheet(row + '<c t="str"><v>' + "x1" * 25 * million + "</v></c></row>")
        ),
        "one text in every cell": lambda: _one_text(million),
        "elements inside elements": lambda: loose(sheet("<a>" * 10 * million)),
        "a name for every element": lambda: loose(
            sheet("".join(f"<a{number}/>" for number in range(million)))
        ),
        "a name for every attribute": lambda: loose(
            sheet("".join(f'<a a{number}=""/>' for number in range(million)))
        ),
        "an attribute of 50 MB": lambda: loose(
            sheet(f'<row r="1" a="{"x1" * 25 * million}"></row>')
        ),
        "a comment of 50 MB": lambda: loose(sheet(f"<!--{'x1' * 25 * million}-->")),
        "a row of cells without end": lambda: loose(
            sheet(row + '<c t="str"><v>ab</v></c>' * million + "</row>")
        ),
        "a million styles": lambda: loose(
            log, styles="<s><cellXfs>" + "<xf/>" * million + "</cellXfs></s>"
        ),
        "a million sheets": lambda: loose(log, others={"xl/workbook.xml": _many_sheets(million)}),
        "a column of a million letters": lambda: loose(
            sheet(f'{row}<c r="{"A" * (million - 1_000)}"><v>1</v></c></row>')
        ),
        "a million parts": lambda: loose(
            log, others={f"x{number}": "" for number in range(million // 20)}
        ),
    }


def heavy_files(million: int = 1_000_000) -> dict[str, Callable[[], bytes]]:
    """Honest files, large for what they say."""
    return {
        "a million texts": lambda: _many_texts(million),
        "texts inside their cells": lambda: workbook(
            sheet(*(words(row, "Date", f"Title {row}") for row in range(1, million // 10)))
        ),
        "a number of a million digits": lambda: loose(
            sheet(
                words(1, "Date", "Title") + '<row r="2"><c><v>' + "9" * million + "</v></c></row>"
            )
        ),
        "formatted to the last row": lambda: workbook(
            sheet(
                words(1, "Date", "Title"),
                words(2, "5/3/2026", "Tea"),
                *(
                    f'<row r="{row}"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>'
                    for row in range(3, million // 4)
                ),
            )
        ),
    }


def loose(*sheets: str, **parts: Any) -> bytes:
    """A workbook whose parts are not packed."""
    return workbook(*sheets, packing=zipfile.ZIP_STORED, **parts)


def _many_texts(count: int) -> bytes:
    rows = (
        f'<row r="{row}"><c r="A{row}" t="s"><v>{row}</v></c><c r="B{row}" t="s">'
        f"<v>{count - row}</v></c></row>"
        for row in range(1, count, 10)
    )
    texts = "".join(
        f"<si><t>We met and talked, number {number}</t></si>" for number in range(count)
    )
    return workbook(sheet(*rows), strings=f"<sst>{texts}</sst>")


def _one_text(count: int) -> bytes:
    cells = '<c t="s"><v>0</v></c>' * 30
    rows = "".join(f"<row>{cells}</row>" for _row in range(count // 30))
    return workbook(sheet(rows), strings=f"<sst><si><t>{'word ' * 6_000}</t></si></sst>")


def _many_sheets(count: int) -> str:
    sheets = "".join(f'<sheet name="{number}" r:id="rId1"/>' for number in range(count))
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{KINDS}"><sheets>{sheets}</sheets></workbook>'
