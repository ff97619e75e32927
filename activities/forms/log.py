"""Logging an activity on one short page, and correcting it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from activities.forms.session import (
    MOST_PEOPLE,
    SessionFields,
    _id,
    new_session_initial,
    session_initial,
)
from activities.models import Activity, Headcount, Session
from activities.selectors.log import LogChoices
from activities.services.log import ActivityEntry, HeadcountEntry
from core.fields import CharacterCount, Checkboxes, DateField, PartialDate, Radios
from core.forms import Control, Fieldset, Group, More, PortalForm

TRUST = "trust"
NO_KIND = ""


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

    def more_about(self) -> list[Any]:
        return [
            Fieldset("What it was about", "aim", "what_was_asked", "prompts", "themes"),
            Fieldset("Who it was meant to reach", "groups_meant", "groups_reached", "partners"),
            Fieldset("Where it belongs", "other_services", "project"),
            Fieldset("And also", "level_reason", "publication_reach", "notes", "is_hidden"),
        ]


class LogForm(ActivityFields, SessionFields):
    """One short page: what, kind, when, service, level, how many. The rest is behind "add more"."""

    submit_text = "Save activity"
    held_on = DateField(
        label="When was it?",
        called="The date",
        partial=True,
        help_text="If you do not know the day, leave it empty and give the month or year.",
        error_messages={"required": "Enter the date, or say that it goes on all the time"},
    )
    status = forms.ChoiceField(
        label="Has it happened?",
        choices=[
            ("happened", "Yes, it happened"),
            ("planned", "No, it is planned"),
            ("standing", "It goes on all the time"),
        ],
        widget=Radios,
        initial="happened",
    )
    people = forms.IntegerField(
        label="How many people came, not counting staff?",
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
    )
    people_about = forms.BooleanField(label="This is a guess", required=False)
    colleague = forms.EmailField(
        label="Logging this for a colleague?",
        help_text="Give the work e-mail address of the person who led it.",
        required=False,
    )
    ends_on = DateField(
        label="Last day",
        called="The last day",
        partial=True,
        required=False,
        help_text="Only for something that ran over several days or has come to an end.",
    )
    # Which wordings of the levels this page showed: see `clean`.
    words_seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    # Whose draft this is, of which page, and whether a script has kept one: core/drafts.
    draft_owner = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    draft_page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    draft_kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1)

    controls = SessionFields.controls | {
        "people": {"width": 5},
        "publication_reach": {"width": 10},
    }

    def __init__(self, data: Any = None, *, choices: LogChoices, **kwargs: Any) -> None:
        super().__init__(data, choices=choices, **kwargs)
        self.fields["words_seen"].initial = self.words_now

    @classmethod
    def from_draft(cls, data: Any, *, choices: LogChoices, draft: dict[str, str]) -> LogForm:
        """A form filled with a kept draft, not yet checked: no faults are shown."""
        data = data.copy()
        data.update(draft)
        form = cls(data, choices=choices)
        form._errors = ErrorDict()
        form.cleaned_data = {}
        return form

    def _pass_on(self, choices: LogChoices) -> dict[str, Any]:
        return {"choices": choices}

    @property
    def words_now(self) -> str:
        return "-".join(option.extra.split()[1] for option in self.choices["level"])

    def build_layout(self) -> list[Any]:
        count = Group(Control("people"), Control("people_about"), css_class="portal-count")
        self.layout = [
            "title",
            "kind",
            "status",
            "held_on",
            "service",
            "level",
            count,
            More(
                "Add more: time, place, who came, themes and notes",
                Fieldset(
                    "Time and place",
                    Group("starts_at", "ends_at", css_class="portal-columns"),
                    "ends_on",
                    "mode",
                    "place_kind",
                    "venue",
                ),
                Fieldset("Who came", *self.count_rows(), hint="Leave empty what you do not know."),
                Fieldset("Time given", "staff_hours", "co_creator_hours"),
                *self.more_about(),
                "colleague",
            ),
        ]
        return super().build_layout()

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("words_seen") and said["words_seen"] != self.words_now:
            self.data = self.data.copy()
            self.data["words_seen"] = self.words_now
            self.add_error(
                "level",
                "The words for the levels were changed while you were typing. "
                "Read them again, choose, and save.",
            )
        self._forgive_no_date()
        self._check_counts()
        self.check_times()
        return said

    def _forgive_no_date(self) -> None:
        """Something that goes on all the time needs no date."""
        if self.cleaned_data.get("status") == "standing" and self.has_error("held_on", "required"):
            del self._errors["held_on"]
            self.cleaned_data["held_on"] = None

    def _check_counts(self) -> None:
        said = self.cleaned_data
        total = said.get("people")
        by_kind = [
            said[f"count_{kind}"]
            for kind in Headcount.Kind.values
            if kind != Headcount.Kind.STAFF and said.get(f"count_{kind}") is not None
        ]
        if total is not None and by_kind and sum(by_kind) != total:
            self.add_error(
                "people",
                f"You wrote {total} here, but the numbers by kind of person add up to "
                f"{sum(by_kind)}. Correct one of them, or leave this one empty.",
            )

    def headcounts(self) -> tuple[HeadcountEntry, ...]:
        """The numbers by kind; a total alone counts as "not known" people."""
        rows = super().headcounts()
        total = self.cleaned_data.get("people")
        if total is None or any(row.kind != Headcount.Kind.STAFF for row in rows):
            return rows
        about = bool(self.cleaned_data.get("people_about"))
        return (*rows, HeadcountEntry(Headcount.Kind.UNKNOWN, total, about))

    @property
    def entries(self) -> dict[str, Any]:
        """What `log_activity` takes: the activity, and its session unless it is standing."""
        said = self.cleaned_data
        status = said["status"]
        ends: PartialDate | None = said.get("ends_on")
        begins: PartialDate | None = said.get("held_on")
        spans = status == "standing" or ends is not None
        precision = (begins or ends).precision if (begins or ends) else "day"
        entry = self.activity_entry(
            status=Activity.Status.PLANNED if status == "planned" else Activity.Status.HAPPENED,
            is_standing=status == "standing",
            starts_on=begins.on if spans and begins else None,
            ends_on=ends.on if ends else None,
            precision=precision,
        )
        if status == "standing":
            return {"entry": entry, "session": None}
        held = Session.Status.PLANNED if status == "planned" else Session.Status.HELD
        return {"entry": entry, "session": self.session_entry(held)}


class CorrectForm(ActivityFields):
    """Correct what a record says; its sessions have their own form."""

    submit_text = "Save changes"
    reason = forms.CharField(
        label="Why are you changing it?",
        max_length=300,
        required=False,
        help_text="This is kept with the change, for whoever reads it later.",
    )
    starts_on = DateField(label="From", called="The first day", partial=True, required=False)
    ends_on = DateField(label="To", called="The last day", partial=True, required=False)
    is_standing = forms.BooleanField(label="It goes on all the time", required=False)
    controls = {"publication_reach": {"width": 10}}

    def __init__(
        self,
        data: Any = None,
        *,
        already: dict[str, list[tuple[str, str]]] | None = None,
        **kwargs: Any,
    ) -> None:
        """`already` holds what the record says, by field: a word put away since, a closed
        service or a ring of the old onion stays a possible answer."""
        super().__init__(data, **kwargs)
        for name, pairs in (already or {}).items():
            known = {value for value, _ in _flat(self.fields[name].choices)}
            gone = [pair for pair in pairs if pair[0] not in known]
            self.fields[name].choices = [*self.fields[name].choices, *gone]

    def build_layout(self) -> list[Any]:
        self.layout = [
            "title",
            "kind",
            "service",
            "level",
            More("Dates of the whole activity", "is_standing", "starts_on", "ends_on"),
            *self.more_about(),
            "reason",
        ]
        return super().build_layout()

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        begins, ends = said.get("starts_on"), said.get("ends_on")
        if begins and ends and ends.on < begins.on:
            self.add_error("ends_on", "The last day must be after the first.")
        if begins and ends and begins.precision != ends.precision:
            self.add_error("ends_on", "Give both dates as days, as months or as years.")
        return said

    def entry_for(self, activity: Activity) -> ActivityEntry:
        said = self.cleaned_data
        begins, ends = said.get("starts_on"), said.get("ends_on")
        return self.activity_entry(
            status=activity.status,
            level_planned_id=activity.level_planned_id,
            is_standing=said["is_standing"],
            starts_on=begins.on if begins else None,
            ends_on=ends.on if ends else None,
            precision=(begins or ends).precision if (begins or ends) else activity.precision,
        )


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


def log_initial(
    choices: LogChoices, like: Activity | None, asked: dict[str, str]
) -> dict[str, Any]:
    """My service, today, like last time; or like another activity; or as the address says."""
    initial: dict[str, Any] = {
        **new_session_initial(choices),
        "service": choices.usual_service_id or "",
        "kind": choices.last_kind_id or NO_KIND,
        "status": "happened",
    }
    if like is not None:
        session = like.sessions.order_by("-held_on", "-pk").first()
        initial |= activity_initial(like)
        initial |= (session_initial(session) if session else {}) | {
            "held_on": initial["held_on"],
            "status": "standing" if like.is_standing else "happened",
        }
        initial |= dict.fromkeys(("starts_on", "ends_on", "notes"))
        for name in [n for n in initial if n.startswith(("count_", "about_"))]:
            del initial[name]
    codes = {option.extra.split()[0]: option.id for option in choices["level"]}
    if asked.get("level") in codes:
        initial["level"] = codes[asked["level"]]
    if asked.get("service") in {str(option.id) for option in choices["service"]} | {TRUST}:
        initial["service"] = asked["service"]
    return initial


def _ids(values: list[str]) -> tuple[int, ...]:
    return tuple(int(value) for value in values)


def _flat(choices: Any) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for value, label in choices:
        flat.extend(label if isinstance(label, list | tuple) else [(str(value), label)])
    return flat
