"""The fields that describe an activity, shared by logging and correcting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from activities.forms.session import _id
from activities.models import Activity
from activities.selectors.log import LogChoices
from activities.services.log import ActivityEntry
from core.fields import CharacterCount, Checkboxes, PartialDate, Radios
from core.forms import Fieldset, More, PortalForm
from core.text import personal_looking

TRUST = "trust"
NO_KIND = ""

# What people write in their own words.
WRITTEN = ("title", "aim", "level_reason", "what_was_asked", "prompts", "notes")
LONG_LISTS = ("themes", "groups_meant", "groups_reached", "partners", "other_services")


class ActivityFields(PortalForm):
    """The fields that describe an activity itself."""

    title = forms.CharField(label="What was it?", max_length=200)
    kind = forms.ChoiceField(label="What kind of activity?")
    service = forms.ChoiceField(label="Which service was it for?")
    level = forms.ChoiceField(label="How deep was it?", widget=Radios)
    aim = forms.CharField(
        label="What was it for?", max_length=2000, required=False, widget=CharacterCount
    )
    level_reason = forms.CharField(label="Why this level?", max_length=500, required=False)
    other_services = forms.MultipleChoiceField(
        label="Other services it was for", required=False, widget=Checkboxes
    )
    project = forms.ChoiceField(label="Part of a project", required=False)
    themes = forms.MultipleChoiceField(label="Themes", required=False, widget=Checkboxes)
    groups_meant = forms.MultipleChoiceField(
        label="Groups it was meant to reach", required=False, widget=Checkboxes
    )
    groups_reached = forms.MultipleChoiceField(
        label="Groups it did reach", required=False, widget=Checkboxes
    )
    partners = forms.MultipleChoiceField(
        label="Partner organisations", required=False, widget=Checkboxes
    )
    publication_reach = forms.IntegerField(
        label="How many people was it sent to or read by?",
        help_text="For something people read, such as a leaflet. These do not count as people who came.",
        required=False,
        min_value=0,
    )
    what_was_asked = forms.CharField(
        label="What were people asked?", max_length=2000, required=False, widget=CharacterCount
    )
    prompts = forms.CharField(
        label="Which curiosity prompts did you use?",
        help_text="Such as “What is missing?” or “Who is not here?”",
        max_length=1000,
        required=False,
        widget=forms.Textarea,
    )
    notes = forms.CharField(
        label="Notes",
        max_length=5000,
        required=False,
        widget=CharacterCount,
        help_text="Do not write names or anything about a person’s health.",
    )
    is_hidden = forms.BooleanField(label="Do not name it on the public onion", required=False)

    def __init__(self, data: Any = None, *, choices: LogChoices, **kwargs: Any) -> None:
        self.choices = choices
        super().__init__(data, **self._pass_on(choices), **kwargs)
        self._offer(choices)

    def _pass_on(self, choices: LogChoices) -> dict[str, Any]:
        return {}

    def _offer(self, choices: LogChoices) -> None:
        services = self._services_by_directorate(choices)
        levels = choices["level"]
        offers = {
            "kind": [(NO_KIND, "Choose a kind"), *choices.pairs("kind")],
            "service": [("", "Choose a service"), (TRUST, "The whole trust"), *services],
            "level": [(str(o.id), o.label) for o in levels],
            "project": [("", "None"), *choices.pairs("project")],
            "other_services": [pair for _, pairs in services for pair in pairs],
            "themes": choices.pairs("theme"),
            "groups_meant": choices.pairs("group"),
            "groups_reached": choices.pairs("group"),
            "partners": choices.pairs("partner"),
        }
        for name, pairs in offers.items():
            self.fields[name].choices = pairs
        self.fields["level"].widget.hints = {str(o.id): o.note for o in levels}

    def _services_by_directorate(self, choices: LogChoices) -> list[tuple[str, list]]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for option in choices["service"]:
            groups.setdefault(option.note, []).append((str(option.id), option.label))
        return sorted(groups.items())

    def clean(self) -> dict[str, Any]:
        """Beside a text that seems to hold something personal that is said, if the form comes back."""
        super().clean()
        for name, sentence in self._looks_personal():
            self[name].help_text = f"{self[name].help_text} {sentence}".strip()
        return self.cleaned_data

    def _looks_personal(self) -> Iterator[tuple[str, str]]:
        for name in (each for each in WRITTEN if each in self.fields):
            for what in personal_looking(self.cleaned_data.get(name) or ""):
                yield name, f"This looks like {what}. Other staff can read it."

    @property
    def personal_remarks(self) -> list[str]:
        """What to tell once it is saved, of texts that seem to hold something personal."""
        advice = "If it is somebody’s own, correct the activity and take it out."
        return [
            f"{self.fields[name].label}: {sentence[0].lower()}{sentence[1:]} {advice}"
            for name, sentence in self._looks_personal()
        ]

    def services_chosen(self) -> tuple[int, ...]:
        """The lead service first, then the others; none for the whole trust alone."""
        first = self.cleaned_data.get("service", "")
        others = [int(each) for each in self.cleaned_data.get("other_services", [])]
        lead = [int(first)] if first and first != TRUST else []
        return tuple(dict.fromkeys([*lead, *others]))

    def activity_entry(self, **more: Any) -> ActivityEntry:
        said = self.cleaned_data
        return ActivityEntry(
            title=said["title"],
            kind_id=int(said["kind"]),
            level_id=int(said["level"]),
            aim=said["aim"],
            level_reason=said["level_reason"],
            service_ids=self.services_chosen(),
            is_trust_wide=said["service"] == TRUST,
            project_id=_id(said["project"]),
            theme_ids=_ids(said["themes"]),
            group_meant_ids=_ids(said["groups_meant"]),
            group_reached_ids=_ids(said["groups_reached"]),
            partner_ids=_ids(said["partners"]),
            publication_reach=said["publication_reach"],
            what_was_asked=said["what_was_asked"],
            prompts=said["prompts"],
            notes=said["notes"],
            is_public=not said["is_hidden"],
            directorate_by_service=self.choices.directorate_by_service,
            **more,
        )

    def _folded(self, name: str) -> More:
        """A long list behind its own opener, which says how many are ticked."""
        ticked = len(self[name].value() or [])
        said = f" ({ticked} chosen)" if ticked else ""
        return More(f"{self.fields[name].label}{said}", name)

    def more_about(self) -> list[Any]:
        return [
            Fieldset("What it was about", "aim", "what_was_asked", "prompts"),
            # Long lists stay folded: open they make a page that nobody scrolls through.
            *(self._folded(name) for name in LONG_LISTS),
            "project",
            Fieldset("And also", "level_reason", "publication_reach", "notes", "is_hidden"),
        ]


def activity_initial(activity: Activity) -> dict[str, Any]:
    """A stored activity as the forms show it."""
    links = sorted(activity.service_links.all(), key=lambda link: (not link.is_lead, link.pk))
    services = [link.service_id for link in links]
    groups = list(activity.group_links.all())
    lead = services[0] if services and not activity.is_trust_wide else TRUST
    return {
        "title": activity.title,
        "kind": activity.kind_id,
        "service": lead,
        "other_services": services if lead == TRUST else services[1:],
        "level": activity.level_achieved_id or activity.level_planned_id,
        "aim": activity.aim,
        "level_reason": activity.level_reason,
        "project": activity.project_id or "",
        "themes": [row.pk for row in activity.themes.all()],
        "groups_meant": [g.group_id for g in groups if g.is_meant],
        "groups_reached": [g.group_id for g in groups if g.is_reached],
        "partners": [row.pk for row in activity.partners.all()],
        "publication_reach": activity.publication_reach,
        "what_was_asked": activity.what_was_asked,
        "prompts": activity.prompts,
        "notes": activity.notes,
        "is_hidden": not activity.is_public,
        "is_standing": activity.is_standing,
        "starts_on": PartialDate(activity.starts_on, activity.precision)
        if activity.starts_on
        else None,
        "ends_on": PartialDate(activity.ends_on, activity.precision) if activity.ends_on else None,
    }


def _ids(values: list[str]) -> tuple[int, ...]:
    return tuple(int(value) for value in values)
