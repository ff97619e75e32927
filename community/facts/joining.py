"""What a page or a letter says about one joining or member, row by row, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import Channel, Kind, Meeting, SharedWith, When
from community.models.need_words import CATEGORY_OF, Category, need_words


def first_words(way: str, days: int) -> str:
    """How and by when the involvement team gets in touch with who has just joined."""
    if way == Channel.TELEPHONE:
        words = ngettext(
            "A member of the involvement team calls you within %(days)s working day.",
            "A member of the involvement team calls you within %(days)s working days.",
            days,
        )
    elif way == Channel.TEXT:
        words = ngettext(
            "A member of the involvement team sends you a text message within %(days)s working day.",
            "A member of the involvement team sends you a text message within %(days)s working days.",
            days,
        )
    elif way:
        words = ngettext(
            "A member of the involvement team writes to you within %(days)s working day.",
            "A member of the involvement team writes to you within %(days)s working days.",
            days,
        )
    else:
        words = ngettext(
            "A member of the involvement team gets in touch within %(days)s working day, in a way "
            "that works for you.",
            "A member of the involvement team gets in touch within %(days)s working days, in a way "
            "that works for you.",
            days,
        )
    return words % {"days": days}


# The page on which each is asked.
PAGE_OF = {
    "name": "name",
    "shown_name": "name",
    "kinds": "kinds",
    "is_hidden": "kinds",
    "district": "place",
    "outward_code": "place",
    "phone": "contact",
    "post": "contact",
    "language": "language",
    "interests": "interests",
    "experiences": "interests",
    "brings": "interests",
    "availability": "times",
    "meets": "times",
    "needs": "needs",
    "asks_a_month": "asks",
    "consents": "updates",
}


@dataclass(frozen=True)
class Answer:
    """One line of the summary. Empty: nothing was said."""

    field: str
    key: str
    value: str


def answer_rows(
    answers: Mapping[str, Any], names: Mapping[str, Any], *, email: str = ""
) -> list[Answer]:
    """Everything that was answered, in the order of the questions."""
    said = dict(_said(answers, names))
    rows = [
        Answer(field, str(key), said.get(field, ""))
        for field, key in _keys().items()
        if field != "is_hidden" or answers.get(field)
    ]
    return [Answer("email", _("Email address"), email), *rows] if email else rows


def _keys() -> dict[str, str]:
    return {
        "name": _("Name"),
        "shown_name": _("Name that others may see"),
        "kinds": _("How you come to take part"),
        "is_hidden": _("Who can see you"),
        "district": _("District"),
        "outward_code": _("First half of your postcode"),
        "phone": _("Telephone number"),
        "post": _("Letters by post"),
        "language": _("Language you like best"),
        "interests": _("What you like to work on"),
        "experiences": _("What you have done before"),
        "brings": _("What you can bring"),
        "availability": _("When you have time"),
        "meets": _("How you can meet"),
        "needs": _("What you need to take part"),
        "asks_a_month": _("How often we may ask you"),
        "consents": _("What we may write to you about"),
    }


def _said(answers: Mapping[str, Any], names: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in ("name", "shown_name", "outward_code", "phone", "language", "brings"):
        yield field, answers.get(field) or ""
    yield "kinds", _labels(Kind, answers.get("kinds"))
    yield "is_hidden", _("The involvement team alone")
    yield "availability", _labels(When, answers.get("availability"))
    yield "meets", _labels(Meeting, answers.get("meets"))
    yield "district", names.get("district", "")
    yield "interests", "; ".join(names.get("interests", ()))
    yield "experiences", "; ".join(names.get("experiences", ()))
    yield "consents", " ".join(names.get("consents", ())) or _("Nothing")
    yield "post", _post(answers)
    yield "needs", needs_words(answers.get("needs") or (), answers.get("needs_shared") or "")
    yield "asks_a_month", asks_words(answers.get("asks_a_month"))


def _labels(choices: Any, chosen: Any) -> str:
    return "; ".join(str(choices(each).label) for each in chosen or ())


def needs_words(needs: Iterable[Mapping[str, str]], shared_with: str) -> str:
    """What somebody needs, and who besides the team may know it."""
    groups: dict[Category, list[str]] = {}
    for each in needs:
        words = need_words(each["code"], each["detail"])
        groups.setdefault(CATEGORY_OF[each["code"]], []).append(words)
    if not groups:
        return ""
    said = ". ".join(f"{group.label}: {'; '.join(words)}" for group, words in groups.items())
    may_know = SharedWith(shared_with or SharedWith.TEAM).label
    return _("%(needs)s. Who may know this: %(who)s") % {"needs": said, "who": may_know}


def _post(answers: Mapping[str, Any]) -> str:
    if not answers.get("is_post_wanted"):
        return _("No")
    return _("Yes, to: %(address)s") % {"address": answers.get("address", "")}


def asks_words(most: int | None) -> str:
    """A person's own limit on being asked, in words."""
    if most is None:
        return _("No limit")
    if most == 0:
        return _("Not at all")
    return _("At most %(count)s a month") % {"count": most}
