"""The file for finance's own system: one line for each payment and code, with a control total."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from claims.selectors.payments import FileRow
from core.tables.csv_files import MARK, csv_line

HEADINGS = (
    "Payment",
    "Payee",
    "Supplier number",
    "Way",
    "Amount in pounds",
    "Cost centre",
    "Subjective code",
    "Lines",
)
TOTAL = "Control total"


def payment_file(rows: Sequence[FileRow]) -> bytes:
    """The lines, then a last one with how many there are and what they come to."""
    lines = [csv_line(HEADINGS)]
    lines += [
        csv_line(
            (
                row.payment,
                row.payee,
                row.supplier_number,
                row.way,
                in_pounds(row.pence),
                row.cost_centre,
                row.subjective_code,
                " ".join(row.lines),
            )
        )
        for row in rows
    ]
    total = in_pounds(sum(row.pence for row in rows))
    lines.append(csv_line((TOTAL, "", "", "", total, "", "", len(rows))))
    return MARK + "".join(lines).encode()


def in_pounds(pence: int) -> Decimal:
    """Pence as pounds with two decimals: 1250 is 12.50."""
    return Decimal(pence).scaleb(-2)


def fingerprint(file: bytes) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(file).hexdigest()
