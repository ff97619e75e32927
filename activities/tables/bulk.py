"""The lists of changes of many activities: which to change, what became of each."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.html import format_html

from activities.models import BulkChange, BulkRow
from activities.selectors.bulk_pages import Names, difference
from activities.tables import ACTIVITIES, reference
from core.tables import Column, RowAddress, Table, Tag

_page = RowAddress("activities:activity_detail")


def _tick(title: str, pk: int) -> str:
    """A box to tick, with the title as its label."""
    return format_html(
        '<div class="nhsuk-checkboxes nhsuk-checkboxes--small portal-tick"><div class="nhsuk-checkboxes__item">'
        '<input class="nhsuk-checkboxes__input" id="row-{}" name="row" type="checkbox" value="{}">'
        '<label class="nhsuk-label nhsuk-checkboxes__label" for="row-{}">{}</label></div></div>',
        pk,
        pk,
        pk,
        title,
    )


TICKED = replace(
    ACTIVITIES,
    columns=(
        Column("title", "Activity", ("title", "pk"), cell=_tick),
        # On a phone each row is a block: no more of it than tells one activity from another.
        *(c for c in ACTIVITIES.columns if c.key in ("date", "level", "status", "service")),
    ),
)

STATES = {
    BulkChange.State.PREPARED: "yellow",
    BulkChange.State.DONE: "green",
    BulkChange.State.UNDONE: "grey",
}
OUTCOMES = {
    BulkRow.Outcome.WILL: "blue",
    BulkRow.Outcome.CHANGED: "green",
    BulkRow.Outcome.SAME: "grey",
    BulkRow.Outcome.REFUSED: "red",
    BulkRow.Outcome.MOVED_ON: "orange",
}


def _bulk(pk: int) -> tuple[str, str]:
    return f"Change {pk}", reverse("activities:bulk_detail", args=[pk])


BULK_CHANGES = Table(
    name="changes-of-many",
    caption="Changes of many",
    what="changes",
    columns=(
        Column("number", "Change", "pk", cell=_bulk, sort="pk"),
        Column("when", "Prepared", "prepared_at", sort="prepared_at"),
        Column(
            "who",
            "By",
            ("by__name", "by__email"),
            cell=lambda name, email: name or email.split("@")[0],
        ),
        Column("changed", "Activities", "changed", numeric=True),
        Column(
            "state",
            "State",
            "state",
            cell=lambda state: Tag(BulkChange.State(state).label, STATES[state]),
        ),
        Column("reason", "Why", "reason"),
    ),
    order="-number",
    empty="Nobody has changed many activities at once yet.",
)
WITHOUT_NAMES = replace(
    BULK_CHANGES, columns=tuple(c for c in BULK_CHANGES.columns if c.key != "who")
)


def bulk_rows_table(names: Names, *, is_undone: bool) -> Table:
    """Every activity of a change, what became of it and what changed; `names` says ids in words."""

    def told(before: dict | None, after: dict | None) -> str:
        return "; ".join(difference(before, after, names)) if before and after else ""

    undone = Column(
        "undone",
        "Taken back?",
        ("undo", "undo_reason"),
        cell=_undone,
        meaning="Whether the change of this activity was taken back, and why not.",
    )
    return Table(
        name="change-of-many",
        caption="Activities of this change",
        what="activities",
        columns=(
            Column(
                "title",
                "Title",
                ("title", "activity_id"),
                cell=_title,
                export=_plain_title,
                meaning="What the activity is called now.",
            ),
            Column(
                "reference",
                "Reference",
                "activity_id",
                cell=reference,
                export=reference,
                sort="activity_id",
                meaning="The short name people quote: A and a number.",
            ),
            Column(
                "outcome",
                "Result",
                "outcome",
                cell=_outcome,
                export=_plain_outcome,
                meaning="What became of it.",
                values=tuple(BulkRow.Outcome.labels),
            ),
            Column(
                "told",
                "What changed",
                ("before", "after"),
                cell=told,
                meaning="Each part that changed, with what it was before.",
            ),
            Column("reason", "Why not", "reason", meaning="Why it was left as it was."),
            *((undone,) if is_undone else ()),
        ),
        order="reference",
        empty="No activity belongs to this change any more.",
    )


def _title(title: str, pk: int) -> tuple[str, str]:
    return title, _page(pk)


def _plain_title(title: str, pk: int) -> str:
    return title


def _outcome(outcome: str) -> Tag:
    return Tag(_plain_outcome(outcome), OUTCOMES[BulkRow.Outcome(outcome)])


def _plain_outcome(outcome: str) -> str:
    return BulkRow.Outcome(outcome).label


def _undone(undo: str, reason: str) -> str:
    label = BulkRow.Undo(undo).label if undo else ""
    return f"{label}: {reason}" if reason else label
