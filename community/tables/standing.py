"""The list of the steps of the welcome."""

from __future__ import annotations

from core.tables import Column, RowAddress, Table, Tag

_step = RowAddress("community:step_change")


def _linked(label: str, pk: int) -> tuple[str, str]:
    return label, _step(pk)


def in_use(value: bool) -> str | Tag:
    """Whether something can be chosen now."""
    return "Yes" if value else Tag("No longer offered", "grey")


STEPS = Table(
    name="welcome-steps",
    caption="Steps of the welcome",
    what="steps",
    columns=(
        Column(
            "label",
            "Step",
            ("label", "pk"),
            cell=_linked,
            sort="label",
            export=lambda label, pk: label,
            meaning="What is done together",
        ),
        Column(
            "position",
            "Place",
            "position",
            sort="position",
            numeric=True,
            meaning="Steps with low numbers come first",
        ),
        Column(
            "in_use",
            "In use",
            "is_in_use",
            cell=in_use,
            meaning="Whether it is part of the welcome now",
            values=("Yes", "No longer offered: it is kept where it was ticked"),
        ),
    ),
    order="position",
    empty="There is no step yet. Then nothing has to be done before somebody is welcomed.",
)
