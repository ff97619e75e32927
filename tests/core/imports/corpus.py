"""Files as people and attackers make them, built here so that nothing binary is committed.

`workbook(...)` builds the parts of a workbook by hand: libraries refuse to write what is
broken on purpose.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="6">'
    '<numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="[$-809]ddd d mmm yyyy\\ hh:mm"/>'
    '<numFmt numFmtId="166" formatCode="[h]:mm"/>'
    '<numFmt numFmtId="167" formatCode="000000"/>'
    '<numFmt numFmtId="168" formatCode="[Red]&quot;days &quot;0.0"/>'
    '<numFmt numFmtId="169" formatCode="[$£-809]#,##0.00"/></numFmts><cellXfs count="10">'
    + "".join(
        f'<xf numFmtId="{number}"/>' for number in (0, 164, 165, 166, 167, 168, 169, 14, 20, 9)
    )
    + "</cellXfs></styleSheet>"
)
# The places of these in STYLES.
PLAIN, DAY, DAY_AND_TIME, HOURS, SIX_DIGITS, WORD_DAYS, POUNDS, BUILT_IN_DAY, CLOCK, PERCENT = (
    range(10)
)


def cell(place: str, value: str, kind: str = "n", style: int = 0, formula: str = "") -> str:
    """One cell as a workbook writes it; `kind` is "n", "s", "str", "b", "e", "d" or "inlineStr"."""
    inside = f"<f>{formula}</f>" if formula else ""
    inside += f"<is><t>{value}</t></is>" if kind == "inlineStr" else f"<v>{value}</v>" * bool(value)
    return f'<c r="{place}" s="{style}" t="{kind}">{inside}</c>'


def words(row: int, *texts: str) -> str:
    """A row of texts in the columns from A."""
    cells = [
        cell(f"{chr(65 + column)}{row}", text, "inlineStr")
        for column, text in enumerate(texts)
        if text
    ]
    return f'<row r="{row}">{"".join(cells)}</row>'


def sheet(*rows: str, dimension: str = "A1") -> str:
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/>'
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def workbook(
    *sheets: str | bytes,
    names: Sequence[str] = (),
    hidden: Sequence[int] = (),
    strings: str | bytes = "",
    styles: str | bytes = STYLES,
    properties: str = "",
    others: Mapping[str, str | bytes] | None = None,
    packing: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A workbook of these sheets (their XML), its other parts as given."""
    listed = "".join(
        f'<sheet name="{names[place] if names else f"Sheet{place + 1}"}" sheetId="{place + 1}" '
        f'{"state=" + chr(34) + "hidden" + chr(34) if place in hidden else ""} r:id="rId{place + 1}"/>'
        for place in range(len(sheets))
    )
    relations = "".join(
        f'<Relationship Id="rId{place + 1}" Type="{KINDS}/worksheet" '
        f'Target="worksheets/sheet{place + 1}.xml"/>'
        for place in range(len(sheets))
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f"{HEAD}<Types/>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{KINDS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{KINDS}">'
        f"<workbookPr {properties}/><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{RELATIONS}">{relations}'
        f'<Relationship Id="s" Type="{KINDS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="t" Type="{KINDS}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        "</Relationships>",
        "xl/styles.xml": styles,
        **{f"xl/worksheets/sheet{place + 1}.xml": text for place, text in enumerate(sheets)},
        **({"xl/sharedStrings.xml": strings} if strings else {}),
        **(others or {}),
    }
    return zipped(parts, packing)


def zipped(parts: Mapping[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return file.getvalue()


# ── The same little log, as eighteen programs and people save it ─────────────────────────────

TITLE = "Tea at Zoë’s – £5"
LOG = (("Date", "Title", "Staff"), ("5/3/2026", TITLE, "3"), ("6/3/2026", "Walk, talk", "4"))


def _lines(separator: str = ",", end: str = "\r\n") -> str:
    quoted = [[f'"{text}"' if separator in text else text for text in row] for row in LOG]
    return "".join(separator.join(row) + end for row in quoted)


def text_files() -> dict[str, bytes]:
    """Text files of every kind that all hold LOG."""
    plain = _lines()
    return {
        "utf-8": plain.encode(),
        "with a mark": b"\xef\xbb\xbf" + plain.encode(),
        "with two marks": b"\xef\xbb\xbf" * 2 + plain.encode(),
        "utf-16 with a mark": plain.encode("utf-16"),
        "utf-16 without": plain.encode("utf-16-le"),
        "utf-16 the other way round": plain.encode("utf-16-be"),
        "utf-32": plain.encode("utf-32"),
        "windows": plain.encode("windows-1252"),
        "an old mac": _lines(end="\r").encode("mac-roman"),
        "unix line ends": _lines(end="\n").encode(),
        "no line end at the end": plain.rstrip().encode(),
        "semicolons": _lines(";").encode(),
        "tabs": _lines("\t").encode(),
        "bars": _lines("|").encode(),
        "says its separator": b"sep=;\r\n" + _lines(";").encode(),
        "says a strange separator": b"sep=~\r\n" + _lines("~").encode(),
        "nothing in its last columns": plain.replace("\r\n", ",,,\r\n").encode(),
        "spaces around": plain.replace(",Tea", ' ,  "Tea').replace("£5,", '£5 " , ').encode(),
        "bytes that nobody typed": plain.replace("Tea", "T\0e\x07a\u202e").encode(),
        "one cell pasted from an old program": plain.encode().replace(
            TITLE.encode(), TITLE.encode("windows-1252")
        ),
        "a cell on two lines": plain.replace("Walk, talk", "Walk,\r\n talk").encode(),
        "headings again on each page": plain.encode() + b"\r\nDate,Title,Staff\r\n",
        "empty rows and columns of a form": plain.encode() + b",,\r\n , \r\n" * 2_000,
    }


# ── Workbooks as people keep them ────────────────────────────────────────────────────────────

NOTES = sheet(
    words(1, "How to fill in this workbook"),
    words(3, "Please give every activity a date and a title, and say who came and what was said."),
    words(4, "Ask the involvement team when you are not sure. They like to be asked."),
)
LISTS = sheet(words(1, "Inform"), words(2, "Engage"), words(3, "Involve"))


def log_sheet(*, first: int = 1, above: Sequence[str] = ()) -> str:
    """A log of two rows with its headings in row `first`."""
    rows = [words(first, "Date", "Title", "Staff")]
    for row, (serial, title, staff) in enumerate(
        ((46086, TITLE, 3), (46087, "Walk, talk", 4)), start=first + 1
    ):
        rows.append(
            f'<row r="{row}">{cell(f"A{row}", str(serial), style=DAY)}'
            f"{cell(f'B{row}', title, 'inlineStr')}{cell(f'C{row}', str(staff))}</row>"
        )
    return sheet(*above, *rows)


def prefixed(text: str) -> str:
    """The same sheet with every element under a prefix, as some programs write it."""
    return (text.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")).replace(
        'xmlns="', 'xmlns:x="'
    )


def book_files() -> dict[str, bytes]:
    """Workbooks of every kind that all hold LOG, its days as days."""
    log = log_sheet()
    controls = (
        "<controls><control><anchor><from><xdr:col xmlns:xdr='x'>0</xdr:col>"
        "<xdr:row xmlns:xdr='x'>3</xdr:row></from></anchor></control></controls></worksheet>"
    )
    filler = "".join(
        f'<row r="{row}"><c r="A{row}" s="1"/><c r="XFD{row}" s="1"/></row>'
        for row in range(4, 3_000)
    )
    return {
        "plain": workbook(log),
        "notes first": workbook(NOTES, log, names=("Read me", "Log")),
        "lists hidden behind": workbook(log, LISTS, names=("Log", "Lists"), hidden=(1,)),
        "a hidden copy": workbook(log.replace("Title", "Old title"), log, hidden=(0,)),
        "every element under a prefix": workbook(prefixed(log)),
        "written in utf-16": workbook(log.replace("UTF-8", "UTF-16").encode("utf-16")),
        "controls below the rows": workbook(log.replace("</worksheet>", controls)),
        "formatted far down and right": workbook(
            log.replace("</sheetData>", f"{filler}</sheetData>")
        ),
        "says it is one cell": workbook(log),
        "says it is everything": workbook(log.replace('ref="A1"', 'ref="A1:XFD1048576"')),
        "no places of cells": workbook(re.sub(r' r="[A-Z]*\d+"', "", log)),
        "other cases of names": workbook(log).replace(b"xl/sharedStrings", b"xl/SharedStrings"),
        "counted from 1904": workbook(
            log.replace("<v>46086", "<v>44624").replace("<v>46087", "<v>44625"),
            properties='date1904="1"',
        ),
        "texts kept apart": workbook(
            log.replace(f'inlineStr"><is><t>{TITLE}</t></is>', 's"><v>1</v>'),
            strings=f"{HEAD}<sst xmlns='{MAIN}'><si><t>x</t></si><si><r><t>Tea at </t></r><r>"
            "<t>Zoë’s</t></r><rPh><t>reading</t></rPh><r><t xml:space='preserve'> – £5</t></r></si></sst>",
        ),
    }


# ── What is refused, with a word of the sentence that says so ────────────────────────────────
