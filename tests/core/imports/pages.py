"""Addresses, words and versions of the pages of imports, as a browser has them."""

from __future__ import annotations

import re

from django.urls import reverse

from tests.core.imports.files import fresh


def at(page, batch=None, *args) -> str:
    """The address of a page; of an import where one is given."""
    return reverse(f"activities:import_{page}", args=[batch.pk, *args] if batch else args)


def words(response) -> str:
    """What a page says, without its markup."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return " ".join(text.split())


def versioned(batch, **data) -> dict:
    """What a form posts, with the version that its page was made for."""
    return {"version": str(fresh(batch).version), **data}
