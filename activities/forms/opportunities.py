"""Forms with which a session is opened for sign-up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from activities.models import Opportunity, Session
from activities.models.opportunity import MOST_PLACES, REMIND_DAYS, usual_reminders
from activities.rules.log import LONDON
from activities.rules.repeating import closes_like
from activities.selectors.sign_ups import begins_at
from activities.services.opportunities import OpportunityEntry, SeatEntry
from community.models import Check, Kind
from core.fields import CharacterCount, Checkboxes, ClockField, DateField, Radios
from core.forms import Button, Buttons, Fieldset, PortalForm
from organisation.selectors.words import WordChoice

# The kinds of places that can be kept: the field, what it is called, and for whom it is.
SEATS: dict[str, tuple[str, tuple[str, ...]]] = {
    "seats_service_user": ("Service users", (Kind.SERVICE_USER,)),
    "seats_carer": ("Carers and family", (Kind.CARER, Kind.FAMILY)),
    "seats_partner": ("Community partners", (Kind.COMMUNITY_PARTNER,)),
    "seats_anybody": ("Anybody", ()),
}


# The form in parts: what each is about, and its fields.
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("What people read first", ("about", "pays", "is_time_paid", "easy_read")),
    ("Who can come", ("audience", "places", *SEATS, "giving", "checks", "experiences")),
    ("Until when", ("closes_on", "closes_time", "offer_hours", "remind_days")),
    ("On the day", ("agenda", "prompts", "ground_rules", "debrief")),
    ("Joining online", ("online_facts", "joining_link")),
    ("Who leads it", ("organises", "lead_call")),
)
REMINDERS = {
    14: "Two weeks before",
    7: "A week before",
    3: "Three days before",
    2: "Two days before",
    1: "The day before",
}


def _text(label: str, hint: str = "", *, rows: int = 3, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=4000,
        widget=CharacterCount(attrs={"rows": rows}),
    )


def _places(label: str, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=hint, required=False, min_value=1, max_value=MOST_PLACES
    )


class OpportunityForm(PortalForm):
    """What people read before they sign up, and how places are given."""

    submit_text = "Save"

    about = _text("What is it about, and what will people do?", rows=4, required=True)
    pays = _text(
        "What is paid and covered?",
        "People decide by this. For example: “Travel is paid. Lunch is there. There is no fee.”",
        required=True,
    )
    is_time_paid = forms.TypedMultipleChoiceField(
        label="Is people’s time paid?",
        required=False,
        choices=[("yes", "Yes, there is a payment for people’s time")],
        widget=Checkboxes,
        help_text="People can look for sessions where it is.",
    )
    audience = forms.ChoiceField(
        label="Who can see it?",
        choices=Opportunity.Audience.choices,
        widget=Radios,
        initial=Opportunity.Audience.COMMUNITY,
    )
    places = _places("How many places are there?", "Leave it empty if everybody can come.")
    seats_service_user = _places("Places kept for service users")
    seats_carer = _places("Places kept for carers and family")
    seats_partner = _places("Places kept for community partners")
    seats_anybody = _places(
        "Places for anybody", "Leave it empty: what is not kept for others is for anybody."
    )
    giving = forms.ChoiceField(
        label="How are places given?",
        choices=Opportunity.Giving.choices,
        widget=Radios,
        initial=Opportunity.Giving.IN_ORDER,
    )
    closes_on = DateField(label="Last day to sign up or change", called="The last day")
    closes_time = ClockField(
        label="Until what time?",
        required=False,
        help_text="Like 5pm or 17:00. Leave it empty for the end of the day.",
    )
    offer_hours = forms.IntegerField(
        label="How many hours is a place kept that came free?",
        min_value=1,
        max_value=720,
        initial=48,
        help_text="After that it is offered to the next who waits.",
    )
    remind_days = forms.TypedMultipleChoiceField(
        label="When are people reminded?",
        required=False,
        coerce=int,
        choices=[(days, REMINDERS[days]) for days in REMIND_DAYS],
        widget=Checkboxes,
        initial=usual_reminders,
        help_text="Only those with a place, in the morning, by the way that suits them.",
    )
    checks = forms.TypedMultipleChoiceField(
        label="Training or checks that a place needs", required=False, coerce=int, widget=Checkboxes
    )
    experiences = forms.TypedMultipleChoiceField(
        label="What helps to have done before?",
        required=False,
        coerce=int,
        widget=Checkboxes,
        help_text="Nobody is kept out. When you ask people, those who have done it come first.",
    )
    joining_link = forms.URLField(
        label="Link to join online",
        required=False,
        max_length=500,
        assume_scheme="https",
        # A box of type "url" may not hold again what is no address.
        widget=forms.TextInput,
        help_text="Only people with a place see it.",
    )
    online_facts = _text(
        "What do people need to know to join online?",
        "For example: which program, captions, that cameras can stay off. Leave out the link.",
        rows=2,
    )
    agenda = _text(
        "What happens when?", "One line for each part, like “10:00 Tea”. Breaks too.", rows=4
    )
    prompts = _text(
        "What can people think about before?",
        "One question on each line. Only people with a place see it, on their page and on paper.",
    )
    lead_call = _text(
        "Do you look for a member to lead this with you?",
        "Say what they would do, and what is paid. Leave it empty if not.",
    )
    organises = forms.TypedMultipleChoiceField(
        label="Who organises it?",
        required=False,
        choices=[("yes", "I do. People can read my name.")],
        widget=Checkboxes,
        help_text="Everybody ticks this for themselves alone.",
    )
    ground_rules = _text("How do we treat each other?")
    debrief = _text(
        "What support is there afterwards?", "Say this if the subject is hard to talk about."
    )
    easy_read = _text("The same in Easy Read", "Short sentences, easy words.", rows=4)

    controls = {
        "places": {"width": 5},
        "offer_hours": {"width": 5, "suffix": "hours"},
        "closes_time": {"width": 5},
        **{name: {"width": 5} for name in SEATS},
    }

    def __init__(
        self,
        *args: Any,
        checks: Iterable[Check],
        experiences: Iterable[WordChoice] = (),
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        lists = {
            "checks": [(check.pk, check.name) for check in checks],
            "experiences": [(word.id, word.label) for word in experiences],
        }
        for name, offered in lists.items():
            self.fields[name].choices = offered
            if not offered:
                self.fields.pop(name)

    def clean(self) -> dict[str, Any]:
        """A draw needs a number of places, and kinds of places too."""
        found = super().clean() or {}
        has_number = found.get("places") is not None
        if found.get("giving") == Opportunity.Giving.DRAW and not has_number:
            self.add_error("places", "Say how many places there are, so that they can be drawn")
        return found

    def build_layout(self) -> list[Any]:
        """In parts, for it is long; without the checks where the trust has none."""
        parts = [
            Fieldset(legend, *(name for name in names if name in self.fields))
            for legend, names in PARTS
        ]
        return [*parts, Buttons(Button(self.submit_text))]

    @property
    def entry(self) -> OpportunityEntry:
        """What was typed, as the services take it."""
        said = dict(self.cleaned_data)
        said["seats_anybody"] = said.get("seats_anybody") or self._rest(said)
        seats = tuple(
            SeatEntry(name, said[field], kinds)
            for field, (name, kinds) in SEATS.items()
            if said.get(field)
        )
        return OpportunityEntry(
            about=said["about"],
            pays=said["pays"],
            is_time_paid=bool(said["is_time_paid"]),
            audience=said["audience"],
            giving=said["giving"],
            places=said["places"],
            closes_at=moment(said["closes_on"], said.get("closes_time")),
            offer_hours=said["offer_hours"],
            joining_link=said["joining_link"],
            ground_rules=said["ground_rules"],
            debrief=said["debrief"],
            easy_read=said["easy_read"],
            online_facts=said["online_facts"],
            agenda=said["agenda"],
            prompts=said["prompts"],
            lead_call=said["lead_call"],
            organises=bool(said["organises"]),
            seats=seats,
            remind_days=tuple(said["remind_days"]),
            check_ids=tuple(said.get("checks") or ()),
            experience_ids=tuple(said.get("experiences") or ()),
        )

    def _rest(self, said: dict[str, Any]) -> int:
        """Where some places are kept for somebody, the others are for anybody."""
        kept = sum(said.get(field) or 0 for field, (_name, kinds) in SEATS.items() if kinds)
        return max(0, (said["places"] or 0) - kept) if kept else 0


def moment(on: date, at: time | None) -> datetime:
    """A day and a clock time in London; without a time, the last minute of the day."""
    return datetime.combine(on, at or time(23, 59), LONDON)


def known(row: Opportunity, viewer: Any) -> dict[str, Any]:
    """What an opportunity says now, by form field, for who changes it."""
    closes = timezone.localtime(row.closes_at, LONDON)
    seats = {seat.name: seat.places for seat in row.seats.all()}
    return {
        "about": row.about,
        "pays": row.pays,
        "is_time_paid": ["yes"] if row.is_time_paid else [],
        "audience": row.audience,
        "giving": row.giving,
        "places": row.places,
        "closes_on": closes.date(),
        "closes_time": closes.time().replace(second=0, microsecond=0),
        "offer_hours": row.offer_hours,
        "remind_days": row.remind_days,
        "joining_link": row.joining_link,
        "ground_rules": row.ground_rules,
        "debrief": row.debrief,
        "easy_read": row.easy_read,
        "online_facts": row.online_facts,
        "agenda": row.agenda,
        "prompts": row.prompts,
        "lead_call": row.lead_call,
        "organises": ["yes"] if row.organiser_id == viewer.pk else [],
        "checks": [check.pk for check in row.checks_needed.all()],
        "experiences": [word.pk for word in row.experiences.all()],
        **{field: seats.get(name) for field, (name, _kinds) in SEATS.items()},
    }


def known_like(row: Opportunity, session: Session, viewer: Any) -> dict[str, Any]:
    """What stood at another session of the same activity, to begin with for this one."""
    closes = closes_like(
        row.closes_at, begins_at(row.session), begins_at(session), timezone.now()
    ).astimezone(LONDON)
    at = closes.time().replace(second=0, microsecond=0)
    return known(row, viewer) | {"closes_on": closes.date(), "closes_time": at}
