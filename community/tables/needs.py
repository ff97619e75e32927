"""The list of people whose needs are due for a review."""

from django.db.models import Count, Min, Q
from django.utils import timezone

from core.tables import Column, RowAddress, Table
from core.tables.columns import Cell

_page = RowAddress("community:needs_detail")


def _named(name: str, person_id: int) -> Cell:
    return name, _page(person_id)


def with_due(rows):
    """People with the number of their needs that are due, and since when."""
    due = Q(needs__ended_on__isnull=True, needs__review_on__lte=timezone.localdate())
    return rows.annotate(
        due_needs=Count("needs", filter=due),
        due_since=Min("needs__review_on", filter=due),
        review_asked=Min("needs__review_asked_at", filter=due),
    )


NEEDS_DUE = Table(
    name="needs-to-review",
    caption="People whose needs are due for a review",
    what="people",
    columns=(
        Column("name", "Person", ("name", "pk"), cell=_named, meaning="Whose needs they are"),
        Column("due", "Needs to review", "due_needs", numeric=True, meaning="How many are due"),
        Column(
            "since",
            "Due since",
            "due_since",
            sort="due_since",
            meaning="The day on which the first of them was due",
        ),
        Column(
            "asked",
            "Person asked",
            "review_asked",
            empty="Not yet",
            meaning="When the person was asked whether they are still right",
        ),
    ),
    order="since",
    empty="Nobody’s needs are due for a review.",
)
