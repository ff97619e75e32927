"""Lists about imports: the imports themselves, and every fault of one by row and column."""

from __future__ import annotations

from core.imports.kinds import Kind
from core.imports.place import Place
from core.imports.sockets import kind_of
from core.imports.words import count_words, short
from core.models import ImportBatch
from core.tables import Column, Table, Tag

State = ImportBatch.State
# Where an import stands and, as words on a button would be, what to do next.
STATES = {
    State.READING: Tag("Being read", "blue"),
    State.UNREADABLE: Tag("Cannot be read", "red"),
    State.COLUMNS: Tag("Match the columns", "orange"),
    State.CHECKING: Tag("Being checked", "blue"),
    State.CHECKED: Tag("Look at the check", "orange"),
    State.LOADING: Tag("Coming in", "blue"),
    State.LOADED: Tag("Came in", "green"),
    State.UNDOING: Tag("Being taken out", "blue"),
    State.UNDONE: Tag("Taken out again", "grey"),
    State.DROPPED: Tag("Given up", "grey"),
}


def batch_table(mount: str) -> Table:
    """The imports of one place."""
    return Table(
        name="imports",
        caption="Imports",
        what="imports",
        columns=(
            Column("file", "File", ("file_name", "id"), cell=_file(mount)),
            Column("kind", "What", "kind", cell=lambda name: kind_of(name).many.capitalize()),
            Column("started", "Started", "started_at", sort="started_at"),
            Column("by", "By", "by__name"),
            Column("rows", "Rows", "row_count", numeric=True),
            Column("state", "Where it stands", "state", cell=lambda s: STATES[State(s)]),
            Column("came_in", "What came in", ("came_in", "kind"), cell=_came_in),
        ),
        order="-started",
        empty="No file has been brought in yet.",
    )


def _file(mount: str):
    return lambda name, batch_id: (name, Place(mount, batch_id).detail)


def _came_in(counts: dict[str, int], kind: str) -> str:
    """What came in, once it has."""
    return count_words(counts, kind_of(kind).many) if counts else ""


def problem_table(kind: Kind, batch: ImportBatch) -> Table:
    """Every problem of an import, row by row."""
    labels = {field.key: field.label for field in kind.fields}
    columns = {
        key: ", ".join(batch.headings[place] for place in places if place < len(batch.headings))
        for key, places in batch.columns.items()
    }
    return Table(
        name=f"problems-{batch.pk}",
        caption="Problems by row",
        what="problems",
        columns=(
            Column("row", "Row", "number", sort="number", numeric=True),
            Column("column", "Column", "field", cell=lambda key: columns.get(key, "")),
            Column("field", "Meant for", "field", cell=lambda key: labels.get(key, "Whole row")),
            Column("value", "What it says", "value", cell=short, export=str),
            Column("sentence", "Problem", "sentence"),
            Column("left_out", "Left out", "is_left_out"),
        ),
        order="row",
        key="place",
        empty="No row has a problem.",
    )
