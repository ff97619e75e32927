"""Templates of the log form: what stays the same each time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms

from activities.forms.activity import LONG_LISTS, ActivityFields
from activities.forms.log import flat
from activities.forms.session import SessionFields
from activities.models import Session
from activities.selectors.log import LogChoices
from core.fields import Radios
from core.forms import Fieldset, Group, PortalForm

# Never the date, how many people came, whom it reached in the end, or notes: those are of one day.
KEPT = (
    "title",
    "kind",
    "status",
    "service",
    "other_services",
    "level",
    "aim",
    "project",
    "themes",
    "groups_meant",
    "partners",
    "mode",
    "place_kind",
    "venue",
    "starts_at",
    "ends_at",
    "what_was_asked",
    "prompts",
    "is_hidden",
)
OPEN = "It differs each time, or nobody meets"


class TemplateForm(ActivityFields, SessionFields):
    """A template: its name, who sees it, and the answers it starts the log form with."""

    submit_text = "Save template"

    name = forms.CharField(label="Name of the template", max_length=60)
    is_shared = forms.BooleanField(
        label="Share it",
        required=False,
        help_text="Everybody who may log activities can then start from it, and sees your name beside it.",
    )
    status = forms.ChoiceField(
        label="Does it go on all the time?",
        choices=[("happened", "No, it happens on a day"), ("standing", "Yes, all the time")],
        widget=Radios,
        initial="happened",
        required=False,
    )

    def __init__(self, data: Any = None, *, choices: LogChoices, **kwargs: Any) -> None:
        super().__init__(data, choices=choices, **kwargs)
        for name in set(self.fields) - {"name", "is_shared", *KEPT}:
            del self.fields[name]
        for name in KEPT:
            self.fields[name].required = False
        mode = self.fields["mode"]
        mode.choices, mode.initial = [*Session.Mode.choices, ("", OPEN)], ""

    def _pass_on(self, choices: LogChoices) -> dict[str, Any]:
        return {"choices": choices}

    def build_layout(self) -> list[Any]:
        self.layout = [
            "name",
            "is_shared",
            Fieldset(
                "What stays the same",
                "title",
                "kind",
                "status",
                "service",
                "level",
                "mode",
                hint="Leave empty what differs each time.",
            ),
            Fieldset(
                "Time and place",
                Group("starts_at", "ends_at", css_class="portal-columns"),
                "place_kind",
                "venue",
            ),
            Fieldset("What it is about", "aim", "what_was_asked", "prompts"),
            *(self._folded(name) for name in LONG_LISTS if name in self.fields),
            "project",
            "is_hidden",
        ]
        return super().build_layout()

    @property
    def saved(self) -> dict[str, Any]:
        """What the services take: the name, who sees it, and the answers that were given."""
        said = self.cleaned_data
        values = {name: _kept(said[name]) for name in KEPT if said[name] not in ("", None, [])}
        return {"name": said["name"], "is_shared": said["is_shared"], "values": values}


class TemplateDeleteForm(PortalForm):
    """Sure? What was logged from it stays."""

    submit_text = "Delete this template"


def _kept(value: Any) -> Any:
    return f"{value:%H:%M}" if isinstance(value, time) else value


def usable(form: forms.Form, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The answers of a template that a form still offers, and the labels of what it does not.

    A word may have been put away or a service closed since the template was saved.
    """
    kept: dict[str, Any] = {}
    gone: list[str] = []
    for name in (each for each in KEPT if each in values):
        field, value = form.fields[name], values[name]
        if not isinstance(field, forms.ChoiceField):
            kept[name] = value
            continue
        offered = {str(each) for each, _ in flat(field.choices)}
        asked = value if isinstance(value, list) else [value]
        left = [each for each in asked if str(each) in offered]
        if len(left) < len(asked):
            gone.append(str(field.label))
        if left:
            kept[name] = left if isinstance(value, list) else left[0]
    return kept, gone


def template_initial(values: Mapping[str, Any]) -> dict[str, Any]:
    """Of a filled log form or an activity to log again, what a template keeps."""
    return {name: values[name] for name in KEPT if values.get(name) not in ("", None, [])}
