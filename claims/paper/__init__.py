"""The sheet of a claim on paper: its source stands beside this file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.paper import SIZES, CannotSet, pdf_from, qr_picture

__all__ = ["SIZES", "CannotSet", "pdf_of", "qr_picture"]

HERE = Path(__file__).parent


def pdf_of(source: str, data: dict[str, Any]) -> bytes:
    """The sheet as PDF."""
    return pdf_from(HERE, source, data)
