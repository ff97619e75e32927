"""Showing a list that can also be taken out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.exports.content import Listing
from core.exports.opening import holds
from core.tables import render_list


def render_listing(
    request: HttpRequest, listing: Listing, template: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """The whole answer of a list view, as `render_list`; what its files hold is the same listing."""
    return render_list(
        request,
        listing.table,
        listing.rows,
        listing.filterset,
        template,
        context,
        may_download=holds(request.user, listing.needs),
        long_at=reverse("core:export_add"),
        seen=listing.seen,
    )
