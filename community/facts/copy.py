"""The copy of one's own data in words, for those who read it: dates, yes and no, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.sockets import Section

MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*([+-]\d\d:\d\d|Z)$")
DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
# How a choice or a service is written in the code: "weekday_morning", "community.pause_person".
CODE = re.compile(r"^[a-z]+[._][a-z_.]+$")


def readable(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """The same tables and rows, each value as somebody would say it; what says nothing left out."""
    return [
        {
            "key": section.key,
            "heading": section.heading,
            "rows": [_row(row) for row in section.rows],
        }
        for section in sections
    ]


def _row(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        key[:1].upper() + key[1:]: said for key, value in row.items() if (said := in_words(value))
    }


def in_words(value: Any) -> str:
    """One value of the copy, in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(filter(None, map(in_words, value)))
    if isinstance(value, dict):
        return "; ".join(f"{in_words(key)}: {in_words(each)}" for key, each in value.items())
    text = str(value)
    if MOMENT.match(text):
        moment = timezone.localtime(datetime.fromisoformat(text))
        return date_format(moment, "j F Y, H:i")
    if DAY.match(text):
        return date_format(date.fromisoformat(text), "j F Y")
    if CODE.match(text):
        return text.rsplit(".", maxsplit=1)[-1].replace("_", " ")
    return text
