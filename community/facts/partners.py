"""What the page of a partner says of it, row by row, in words."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html

from community.models import Partner
from community.selectors.partners import PartnerPage


def _linked(address: str) -> str:
    """An address to open; forms take none but those of the web."""
    if not address.startswith(("https://", "http://")):
        return address
    return format_html('<a class="portal-long" href="{}" rel="noreferrer">{}</a>', address, address)


def partner_facts(partner: Partner, page: PartnerPage) -> list[dict[str, Any]]:
    """Rows for components/summary.html."""
    rows = [
        ("Kind", partner.get_kind_display() if partner.kind else ""),
        ("What it does", partner.does),
        ("Website", _linked(partner.website)),
        ("Communities it reaches", ", ".join(page.groups)),
        ("Areas it reaches", ", ".join(page.areas)),
    ]
    return [{"key": key, "value": value} for key, value in rows]
