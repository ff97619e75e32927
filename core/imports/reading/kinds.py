"""What a file is, told from its first bytes: its name may say anything."""

from __future__ import annotations

import mmap
from pathlib import Path

from core.imports.reading.limits import MOST_BYTES, Unreadable

CSV, XLSX = "csv", "xlsx"

EMPTY = "The file is empty. Choose the file that holds the rows."
SAVE_AGAIN = "Open it in Excel and save it as an Excel workbook (.xlsx) or as CSV."

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
NOT_TABLES = (
    (b"%PDF", "This is a PDF, not a spreadsheet. Use the spreadsheet that it was made from."),
    (b"{\\rtf", "This is a text document, not a spreadsheet. Copy its table into Excel."),
    (b"\x89PNG", "This is a picture, not a spreadsheet. Use the spreadsheet it shows."),
    (b"\xff\xd8\xff", "This is a picture, not a spreadsheet. Use the spreadsheet it shows."),
    (b"GIF8", "This is a picture, not a spreadsheet. Use the spreadsheet it shows."),
    (b"\x1f\x8b", "This file is packed. Unpack it first, then choose the file inside."),
    (b"7z\xbc\xaf", "This file is packed. Unpack it first, then choose the file inside."),
    (b"Rar!", "This file is packed. Unpack it first, then choose the file inside."),
)
# What the parts of an old binary file are called, as its directory writes them.
ENCRYPTED, WORKBOOK, BOOK = (
    name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book")
)
LOCKED = (
    "The workbook is locked with a password. Open it in Excel, take the password off "
    "(File, Info, Protect Workbook), and save it again."
)
OLD_EXCEL = (
    "This is a workbook of the old kind (.xls). Open it in Excel, choose Save As, "
    "and pick Excel Workbook (.xlsx)."
)


def kind_of(path: Path) -> str:
    """`CSV` or `XLSX` (any zip file that may be one); Unreadable for what is neither."""
    size = path.stat().st_size
    if not size:
        raise Unreadable(EMPTY)
    if size > MOST_BYTES:
        raise Unreadable(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB. "
            "Share its rows out over several files."
        )
    with path.open("rb") as file:
        start = file.read(512)
    if start.startswith(ZIP):
        return XLSX
    if start.startswith(OLD_OFFICE):
        raise Unreadable(_of_old_office(path))
    for mark, sentence in NOT_TABLES:
        if start.startswith(mark):
            raise Unreadable(sentence)
    _refuse_pages(start)
    return CSV


def _of_old_office(path: Path) -> str:
    """Old binary files and locked new ones begin with the same bytes."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        if whole.find(ENCRYPTED) >= 0:
            return LOCKED
        if whole.find(WORKBOOK) >= 0 or whole.find(BOOK) >= 0:
            return OLD_EXCEL
    return f"This is not a spreadsheet we can read. {SAVE_AGAIN}"


def _refuse_pages(start: bytes) -> None:
    """Many systems save a web page or bare XML and call it .xls or .csv."""
    text = start
    for mark in TEXT_MARKS:
        text = text.removeprefix(mark)
    text = text.replace(b"\0", b"").lstrip().lower()
    if text.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<style")):
        raise Unreadable(
            f"The file is a web page or XML inside, whatever it is called. {SAVE_AGAIN}"
        )
