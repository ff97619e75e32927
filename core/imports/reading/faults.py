"""Cells whose text could not be had: what stands there instead, and what to say of it."""

from __future__ import annotations

NOT_WORKED_OUT = "#NOT WORKED OUT!"
TOO_LONG = "#TOO LONG!"

FORMULA = "The formula in this cell shows {0}. Open the file in Excel and put it right."
FAULTS = {
    NOT_WORKED_OUT: "The formula in this cell was never worked out. "
    "Open the file in Excel, save it, and choose it again.",
    TOO_LONG: "The text in this cell is longer than Excel allows. Shorten it.",
    **{
        error: FORMULA.format(error)
        for error in (
            "#REF!",
            "#VALUE!",
            "#NAME?",
            "#DIV/0!",
            "#N/A",
            "#NUM!",
            "#NULL!",
            "#SPILL!",
            "#CALC!",
            "#GETTING_DATA",
        )
    },
}


def fault_of(text: str) -> str | None:
    """What is wrong with a cell that the file itself could not fill; None when nothing is."""
    return FAULTS.get(text) if text[:1] == "#" else None
