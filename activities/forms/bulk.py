"""Saying what is to change in many activities, and what is to be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django import forms

from activities.models import BulkRow
from activities.rules.bulk import SETS, Changes, both_ways
from activities.selectors.log import LogChoices
from core.fields import Checkboxes, Radios
from core.forms import Fieldset, More, PortalForm
from core.tables.filters import ChoiceFilter

LEAVE = ("", "Leave as it is")
NO_PROJECT = "none"
ADD = {
    "themes": "Themes to add",
    "meant": "Groups to add: it was meant to reach them",
    "reached": "Groups to add: it did reach them",
    "partners": "Partner organisations to add",
}
TAKE_AWAY = {
    "themes": "Themes to take away",
    "meant": "Groups to take away: it was not meant to reach them",
    "reached": "Groups to take away: it did not reach them",
    "partners": "Partner organisations to take away",
}
OFFERED = {"themes": "theme", "meant": "group", "reached": "group", "partners": "partner"}


class BulkChangeForm(PortalForm):
    """What to change in every chosen activity; what is left empty stays as it is."""

    submit_text = "See what would change"

    kind = forms.ChoiceField(label="Kind of activity", required=False)
    project = forms.ChoiceField(label="Project", required=False)
    level = forms.ChoiceField(
        label="Level",
        required=False,
        help_text=(
            "The level it reached, if it happened; of a planned one, the level aimed for. "
            "The onion moves with it: the next page shows how."
        ),
    )
    public = forms.ChoiceField(
        label="Public onion",
        choices=[LEAVE, ("yes", "Name it there"), ("no", "Do not name it there")],
        widget=Radios,
        required=False,
        initial="",
    )
    reason = forms.CharField(
        label="Why are you changing them?",
        max_length=300,
        required=False,
        help_text="This is kept with the change. Do not write anybody’s name.",
    )

    def __init__(
        self,
        *args: Any,
        choices: LogChoices,
        removable: Mapping[str, list[tuple[str, str]]],
        **kwargs: Any,
    ) -> None:
        """`removable` are the words that may be taken away, those put away too."""
        self.base_fields = dict(type(self).base_fields)
        for name in SETS:
            for prefix, labels in (("add", ADD), ("remove", TAKE_AWAY)):
                self.base_fields[f"{prefix}_{name}"] = forms.MultipleChoiceField(
                    label=labels[name], required=False, widget=Checkboxes
                )
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [LEAVE, *choices.pairs("kind")]
        self.fields["level"].choices = [LEAVE, *choices.pairs("level")]
        self.fields["project"].choices = [
            LEAVE,
            (NO_PROJECT, "Take out of its project"),
            *choices.pairs("project"),
        ]
        for name in SETS:
            self.fields[f"add_{name}"].choices = choices.pairs(OFFERED[name])
            self.fields[f"remove_{name}"].choices = removable[name]

    def build_layout(self) -> list[Any]:
        words = [
            More(f"{self.fields[name].label}{self._ticked(name)}", name)
            for name in (*(f"add_{n}" for n in ADD), *(f"remove_{n}" for n in TAKE_AWAY))
        ]
        self.layout = [
            Fieldset("Words", *words, hint="Open a line to choose. Nothing else is touched."),
            Fieldset("Single answers", "kind", "project", "level", "public"),
            "reason",
        ]
        return super().build_layout()

    def _ticked(self, name: str) -> str:
        count = len(self[name].value() or [])
        return f" ({count} chosen)" if count else ""

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.errors:
            return said
        changes = self.changes
        for name in both_ways(changes):
            self.add_error(
                f"remove_{name}", "The same word is to be added and taken away. Choose one."
            )
        if not changes:
            self.add_error(None, "Choose at least one thing to change.")
        return said

    @property
    def changes(self) -> Changes:
        """What `prepare_change` takes."""
        said = self.cleaned_data
        project = said["project"]
        return Changes(
            kind_id=int(said["kind"]) if said["kind"] else None,
            project_id=(0 if project == NO_PROJECT else int(project)) if project else None,
            is_public={"yes": True, "no": False}.get(said["public"]),
            level_id=int(said["level"]) if said["level"] else None,
            added={n: frozenset(map(int, said[f"add_{n}"])) for n in SETS if said[f"add_{n}"]},
            removed={
                n: frozenset(map(int, said[f"remove_{n}"])) for n in SETS if said[f"remove_{n}"]
            },
        )


class BulkPreviewForm(PortalForm):
    """Sure? This is what would change."""

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        noun = "activity" if count == 1 else "activities"
        self.submit_text = f"Change {count:,} {noun}"


MOST_LISTED = 100


class BulkUndoForm(PortalForm):
    """Take a change back; what was changed since stays unless it is ticked here."""

    submit_text = "Take the change back"

    also = forms.MultipleChoiceField(
        label="Take these back as well",
        required=False,
        widget=Checkboxes,
        help_text=(
            "They were changed again since. Only what this change did is taken back; "
            "what else was changed stays."
        ),
    )
    every = forms.BooleanField(required=False)

    def __init__(self, *args: Any, since: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """`since` are the activities that were changed since, at most one more than is listed."""
        super().__init__(*args, **kwargs)
        self.is_listed = 0 < len(since) <= MOST_LISTED
        if self.is_listed:
            self.fields["also"].choices = [(str(pk), title) for pk, title in since]
        else:
            del self.fields["also"]
        if len(since) > MOST_LISTED:
            self.fields["every"].label = "Take back those that were changed since as well"
        else:
            del self.fields["every"]

    @property
    def chosen(self) -> tuple[list[int], bool]:
        """The activities ticked, and whether all that were changed since are meant."""
        said = self.cleaned_data
        return [int(each) for each in said.get("also", [])], bool(said.get("every"))


class BulkRowFilters(django_filters.FilterSet):
    """What the activities of a change of many can be narrowed by."""

    outcome = ChoiceFilter(label="Result", choices=BulkRow.Outcome.choices, empty_label="Any")
    undo = ChoiceFilter(label="Taken back?", choices=BulkRow.Undo.choices, empty_label="Any")

    names_nobody = True

    class Meta:
        model = BulkRow
        fields: list[str] = []
