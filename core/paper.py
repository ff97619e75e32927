"""Sheets of paper as tagged PDF: the same on every machine, readable by screen readers."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

# Ordinary print, and large print after the usual guidance for people with low vision.
SIZES = {"a4": "12pt", "large": "18pt"}


class CannotSet(Exception):  # noqa: N818 - a state of the text, not a slip in the code
    """A letter of the text has no shape in our font: the page to print has one."""


# Packages of fonts. One that is not installed costs its script, not the letter.
FONTS = (
    "font_lato",
    "fontpkg_noto_sans_arabic",
    "fontpkg_noto_sans_devanagari",
    "fontpkg_noto_sans_tamil",
    "fontpkg_noto_sans_thai",
)


@lru_cache(maxsize=1)
def _fonts() -> list[str]:
    return [str(files(each) / "files") for each in FONTS if find_spec(each)]


def pdf_from(folder: Path, source: str, data: dict[str, Any]) -> bytes:
    """A PDF/UA-1 file of a source; building it fails where a picture has no words beside it."""
    try:
        return typst.compile(
            str(folder / source),
            root=str(folder),
            sys_inputs={"data": json.dumps(data)},
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards="ua-1",
        )
    except typst.TypstError as fault:
        raise CannotSet(str(fault)) from fault


def qr_picture(address: str) -> str:
    """A QR code of an address as SVG."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()
