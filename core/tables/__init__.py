"""Lists: filter, sort, page through, and download what the screen shows.

    ACTIVITIES = Table(
        name="activities",
        caption="Activities",
        columns=(
            Column("title", "Title", ("title", "id"), cell=linked_title, sort="title"),
            Column("held_on", "Date", "held_on", sort="held_on"),
            Column("people", "People", "people", numeric=True),
        ),
        order="-held_on",
        empty="No activities have been logged yet.",
    )

    def activity_list(request):
        rows = selectors.activities_visible_to(request.user)
        return render_list(request, ACTIVITIES, rows, ActivityFilters, "activities/activity_list.html")

The template puts the list in its place with `{% include "core/list.html" %}`.
"""

from core.tables.columns import Cell, Column, RowAddress, Table, Tag, words
from core.tables.pages import ListPage, list_page, render_list

__all__ = [
    "Cell",
    "Column",
    "ListPage",
    "RowAddress",
    "Table",
    "Tag",
    "list_page",
    "render_list",
    "words",
]
