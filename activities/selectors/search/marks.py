"""Where a search found its words: in the title, or in a passage of another text."""

from __future__ import annotations

from django.db.models import QuerySet, TextField
from django.db.models.expressions import RawSQL

from activities.models.search import JOINTS, SEARCHED
from activities.selectors.search.understood import Understood
from core.tables.found import START, STOP, has_marks

# A passage is looked for in so much of the texts and no further.
LONGEST_SEARCHED = 10_000
BETWEEN = " … "

# What parts words is put away for the search and put back for the reader: no text holds these.
STAND_INS = "".join(map(chr, [*range(1, 9), *range(14, 32)]))[: len(JOINTS)]
_PUT_AWAY = (JOINTS + START + STOP + STAND_INS, STAND_INS)
_PUT_BACK = str.maketrans(STAND_INS, JOINTS)

_OTHERS = ", ".join(
    f"nullif(activities_activity.{name}, '')" for name in SEARCHED if name != "title"
)
_HEAD = "translate(activities_activity.title, %s, %s)"
_TITLE = f"ts_headline('english', {_HEAD}, %s::tsquery, %s)"
_PASSAGE = f"""
CASE WHEN to_tsvector('english', {_HEAD}) @@ %s::tsquery THEN ''
     ELSE ts_headline('english', translate(left(concat_ws(%s, {_OTHERS}), %s), %s, %s),
                      %s::tsquery, %s) END
"""
_MARKS = f"StartSel={START}, StopSel={STOP}"
_TITLE_STYLE = f"{_MARKS}, HighlightAll=true"
_PASSAGE_STYLE = f'{_MARKS}, MaxFragments=2, MinWords=8, MaxWords=20, FragmentDelimiter="{BETWEEN}"'

TITLE, PASSAGE = "title_found", "passage_found"


def with_marks(rows: QuerySet, found: Understood) -> QuerySet:
    """The rows with `title_found` and `passage_found`; worked out for the shown ones only."""
    title = (*_PUT_AWAY, found.query, _TITLE_STYLE)
    texts = (BETWEEN, LONGEST_SEARCHED, *_PUT_AWAY)
    passage = (*_PUT_AWAY, found.query, *texts, found.query, _PASSAGE_STYLE)
    return rows.annotate(
        **{
            TITLE: RawSQL(_TITLE, title, output_field=TextField()),  # noqa: S611 - our own names
            PASSAGE: RawSQL(_PASSAGE, passage, output_field=TextField()),  # noqa: S611
        }
    )


def title_with_marks(found: str) -> str:
    """A title as it was written, with marks."""
    return found.translate(_PUT_BACK)


def passage_with_marks(found: str) -> str:
    """A passage on one line; empty if no word searched for stands in it."""
    return " ".join(found.translate(_PUT_BACK).split()) if has_marks(found) else ""
