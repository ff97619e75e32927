"""Logging an activity on one short page, and correcting it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorDict

from activities.forms.activity import NO_KIND, TRUST, WRITTEN, ActivityFields, activity_initial
from activities.forms.people import PeopleField
from activities.forms.session import (
    COUNTS_HINT,
    SessionFields,
    new_session_initial,
    session_initial,
)
from activities.models import Activity, Headcount, Session
from activities.rules.log import span_blocker
from activities.selectors.log import LogChoices
from activities.services.log import ActivityEntry, HeadcountEntry, SessionEntry
from core.fields import DateField, PartialDate, Radios, today
from core.forms import Control, Fieldset, Group, More


class LogForm(ActivityFields, SessionFields):
    """One short page: what, kind, when, service, level, how many. The rest is behind "add more"."""

    submit_text = "Save activity"
    held_on = DateField(
        label="When?",
        called="The date",
        partial=True,
        help_text=(
            "If you do not know the day, leave it empty and give the month or year. "
            "For something that goes on all the time, the first day, if you know it."
        ),
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
    people = PeopleField(
        label="How many people came, not counting staff?",
        help_text="Like 20. If you are not sure: about 20, or 15-20.",
    )
    people_about = forms.BooleanField(label="This is a guess", required=False)
    colleague = forms.EmailField(
        label="Logging this for a colleague?",
        help_text="Give the work email address of the person who led it.",
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
        "people": {"width": 10},
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
            "mode",
            More(
                "Add more: time, place, who came, themes and notes",
                Fieldset(
                    "Time and place",
                    Group("starts_at", "ends_at", css_class="portal-columns"),
                    "ends_on",
                    "place_kind",
                    "venue",
                ),
                Fieldset("Who came", *self.count_rows(), hint=COUNTS_HINT),
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
        self._check_span()
        self._check_counts()
        self.check_times()
        return super().clean()

    def _forgive_no_date(self) -> None:
        """Something that goes on all the time needs no date."""
        if self.cleaned_data.get("status") == "standing" and self.has_error("held_on", "required"):
            del self._errors["held_on"]
            self.cleaned_data["held_on"] = None

    def _begins(self) -> PartialDate | None:
        """The first day. Of something that goes on all the time, the date the form proposed
        is nobody's answer."""
        begins: PartialDate | None = self.cleaned_data.get("held_on")
        is_standing = self.cleaned_data.get("status") == "standing"
        return None if is_standing and begins == PartialDate(today(), "day") else begins

    def _check_span(self) -> None:
        fault = span_blocker(self._begins(), self.cleaned_data.get("ends_on"))
        if fault:
            self.add_error("ends_on", fault)

    def _check_counts(self) -> None:
        said = self.cleaned_data
        total = said.get("people")
        by_kind = [
            said[f"count_{kind}"].number
            for kind in Headcount.Kind.values
            if kind != Headcount.Kind.STAFF and said.get(f"count_{kind}") is not None
        ]
        if total is not None and by_kind and sum(by_kind) != total.number:
            self.add_error(
                "people",
                f"You wrote {total.number} here, but the numbers by kind of person add up to "
                f"{sum(by_kind)}. Correct one of them, or leave this one empty.",
            )

    def headcounts(self) -> tuple[HeadcountEntry, ...]:
        """The numbers by kind; a total alone counts as "not known" people."""
        rows = super().headcounts()
        total = self.cleaned_data.get("people")
        if total is None or any(row.kind != Headcount.Kind.STAFF for row in rows):
            return rows
        about = total.is_estimate or bool(self.cleaned_data.get("people_about"))
        return (*rows, HeadcountEntry(Headcount.Kind.UNKNOWN, total.number, about))

    def session_entry(self, status: str) -> SessionEntry:
        """Nobody meets over what is read: the way of meeting that was chosen beforehand is none."""
        entry = super().session_entry(status)
        is_read = int(self.cleaned_data["kind"]) in self.choices.publications
        return replace(entry, mode="") if is_read else entry

    @property
    def entries(self) -> dict[str, Any]:
        """What `log_activity` takes: the activity, and its session unless it is standing."""
        said = self.cleaned_data
        status = said["status"]
        ends: PartialDate | None = said.get("ends_on")
        begins = self._begins()
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
        help_text="This is kept with the change. Do not write anybody’s name.",
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
            known = {value for value, _ in flat(self.fields[name].choices)}
            gone = [pair for pair in pairs if pair[0] not in known]
            self.fields[name].choices = [*self.fields[name].choices, *gone]
        for name in WRITTEN:
            self._leave_room(self.fields[name], len(self.initial.get(name) or ""))

    def _leave_room(self, field: forms.Field, length: int) -> None:
        """A text that came in longer than anybody would type it may stay, and not grow."""
        if length > field.max_length:
            field.max_length = length
            field.validators = [
                each for each in field.validators if not isinstance(each, MaxLengthValidator)
            ]
            field.validators.append(MaxLengthValidator(length))

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
        fault = span_blocker(said.get("starts_on"), said.get("ends_on"))
        if fault:
            self.add_error("ends_on", fault)
        return super().clean()

    def entry_for(self, activity: Activity) -> ActivityEntry:
        said = self.cleaned_data
        begins, ends = said.get("starts_on"), said.get("ends_on")
        return self.activity_entry(
            status=activity.status,
            # What is planned is corrected; once it happened the plan stays what it was.
            level_planned_id=(
                None if activity.status == Activity.Status.PLANNED else activity.level_planned_id
            ),
            is_standing=said["is_standing"],
            starts_on=begins.on if begins else None,
            ends_on=ends.on if ends else None,
            precision=(begins or ends).precision if (begins or ends) else activity.precision,
        )


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
        usual = initial["mode"]
        initial |= (session_initial(session) if session else {}) | {
            "held_on": initial["held_on"],
            # That nobody knows it of an old one says nothing of the next.
            "mode": (session.mode if session else "") or usual,
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
    if asked.get("project") in {str(option.id) for option in choices["project"]}:
        initial["project"] = asked["project"]
    return initial


def flat(choices: Any) -> list[tuple[str, str]]:
    """Choices as pairs, those in groups too."""
    flat: list[tuple[str, str]] = []
    for value, label in choices:
        flat.extend(label if isinstance(label, list | tuple) else [(str(value), label)])
    return flat
