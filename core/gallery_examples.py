"""What the gallery shows: invented text in every component and form field, in every state in use."""

from typing import Any

from django import forms
from django.utils.safestring import mark_safe

from core.fields import CharacterCount, Checkboxes, ClockField, DateField, DateParts, Radios, today
from core.files.fields import UploadField
from core.files.kinds import Takes
from core.forms import Control, Fieldset, Group, More, PortalForm
from core.money import PoundsField

PLACES = [
    ("room", "In a room"),
    ("online", "Online"),
    ("both", "Both at once"),
    ("unsure", "I do not know"),
]
THEMES = [
    ("access", "Getting help"),
    ("ward", "Life on the ward"),
    ("carers", "Families and carers"),
    ("none", "None of these"),
]


class GalleryForm(PortalForm):
    """Every kind of field."""

    submit_text = "Save"
    reveals = {
        "place": {"room": ["venue"], "online": ["link"]},
        "themes": {"carers": ["carers_note"]},
    }
    controls = {
        "title": {"label_size": "m"},
        "people": {"width": 4, "suffix": "people"},
        "cost": {"width": 5, "prefix": "£"},
        "begins": {"width": 5},
        "ends": {"width": 5},
    }

    title = forms.CharField(
        label="Title", max_length=100, help_text="A few words that others will recognise"
    )
    email = forms.EmailField(label="Email address")
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    happened = DateField(
        label="When did it happen?",
        called="The date",
        latest=today,
        widget=DateParts(offer=("today", "yesterday")),
        help_text="For example, 27 3 2026",
    )
    began = DateField(
        label="When did it begin?",
        called="The date",
        partial=True,
        required=False,
        help_text="Leave out the day, or the day and month, if you do not know",
    )
    begins = ClockField(label="Start time", help_text="For example, 2:30pm or 14:30")
    ends = ClockField(label="End time", required=False)
    place = forms.ChoiceField(
        label="How did people meet?",
        choices=PLACES,
        widget=Radios(
            hints={"both": "Some people were in the room, others joined online"},
            divider_before="unsure",
        ),
    )
    venue = forms.CharField(label="Name of the place", max_length=80)
    link = forms.CharField(label="Which tool did you use?", max_length=80)
    again = forms.ChoiceField(
        label="Will it happen again?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=Radios(inline=True),
    )
    themes = forms.MultipleChoiceField(
        label="Themes",
        choices=THEMES,
        required=False,
        help_text="Choose all that fit",
        widget=Checkboxes(divider_before="none", exclusive="none"),
    )
    carers_note = forms.CharField(label="Which carers' group?", max_length=80)
    service = forms.ChoiceField(
        label="Service",
        choices=[("", "Choose a service"), ("1", "Early help"), ("2", "Older people")],
    )
    people = forms.IntegerField(label="How many people took part?", min_value=0, max_value=5000)
    cost = PoundsField(label="Cost", required=False)
    aim = forms.CharField(
        label="What was it for?", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )
    note = forms.CharField(
        label="What did people say?",
        widget=CharacterCount(attrs={"rows": 4}),
        max_length=300,
        required=False,
        help_text="Do not write names",
    )
    receipt = UploadField(
        label="Photo of the poster",
        required=False,
        takes=Takes(frozenset({"jpeg", "png", "pdf"}), 10_000_000),
    )
    agree = forms.BooleanField(label="I have checked that no names are in here")

    layout = [
        "title",
        Control("email", width=20),
        "password",
        Fieldset("When", "happened", "began", Group("begins", "ends", css_class="portal-columns")),
        "place",
        "again",
        "themes",
        "service",
        "people",
        More("Add more", "cost", "aim", "note", "receipt"),
        "agree",
    ]


FAULTY = {
    "title": "Art group on the ward " * 8,
    "email": "someone at example",
    "happened_day": "31",
    "happened_month": "2",
    "happened_year": "2026",
    "began_month": "5",
    "begins": "half two",
    "place": "online",
    "people": "a dozen",
    "cost": "12,50",
    "themes": ["carers"],
    "note": "People asked for the group to meet in the evening. " * 7,
}

SUMMARY = [
    {"key": "Title", "value": "Art group on the ward", "href": "#summary"},
    {"key": "Level", "value": "Involve", "href": "#summary"},
    {"key": "Reason", "value": "", "href": "#summary"},
]
COLUMNS = [
    {"text": "Activity", "header": True, "href": "#table", "sorted": "ascending"},
    {"text": "Level", "href": "#table", "sorted": "none"},
    {"text": "People", "numeric": True},
]
ROWS = [
    [("Art group on the ward", "#table"), "Involve", 14],
    [("Interview panel for a team leader", "#table"), "Collaborate", 3],
    [("Leaflet about medicines <draft>", "#table"), "Inform", None],
]
BARS = mark_safe(
    '<svg viewBox="0 0 400 120" role="img" aria-labelledby="bars-title bars-text" xmlns="http://www.w3.org/2000/svg">'
    '<title id="bars-title">Activities by level</title><desc id="bars-text">Inform 4, Engage 7, Involve 9.</desc>'
    '<g fill="#005eb8"><rect x="90" y="10" width="120" height="24"/><rect x="90" y="46" width="210" height="24"/>'
    '<rect x="90" y="82" width="270" height="24"/></g><g font-family="Arial, sans-serif" font-size="16" fill="#212b32">'
    '<text x="0" y="28">Inform</text><text x="0" y="64">Engage</text><text x="0" y="100">Involve</text>'
    '<text x="216" y="28">4</text><text x="306" y="64">7</text><text x="366" y="100">9</text></g></svg>'
)


class FilterForm(forms.Form):
    """The filters of an invented list."""

    words = forms.CharField(label="Words", required=False)
    service = forms.ChoiceField(
        label="Service", required=False, choices=[("", "All"), ("1", "Early help")]
    )
    level = forms.MultipleChoiceField(
        label="Level",
        required=False,
        choices=[("1", "Inform"), ("2", "Engage")],
        widget=Checkboxes(small=True),
    )


def examples() -> dict[str, Any]:
    """The context of the gallery page."""
    return {
        "form": None,
        "fresh_form": GalleryForm(auto_id="fresh_%s"),
        "faulty_form": _faulty(),
        "filter_form": FilterForm(auto_id="filter_%s"),
        "summary": SUMMARY,
        "columns": COLUMNS,
        "rows": ROWS,
        "bars": BARS,
        "bar_columns": [{"text": "Level", "header": True}, {"text": "Activities", "numeric": True}],
        "bar_rows": [["Inform", 4], ["Engage", 7], ["Involve", 9]],
        "downloads": [
            {"text": "picture (SVG)", "href": "#chart"},
            {"text": "numbers (CSV)", "href": "#chart"},
        ],
        "tags": [
            "",
            "white",
            "grey",
            "green",
            "aqua-green",
            "blue",
            "purple",
            "pink",
            "red",
            "orange",
            "yellow",
        ],
        "tasks": _tasks(),
        "tab_items": [
            {
                "label": "Five levels",
                "id": "five",
                "panel": {"text": "Inform, Engage, Involve, Collaborate, Co-create."},
            },
            {"label": "Six rings", "id": "six", "panel": {"text": "The rings of 2020."}},
        ],
        "crumbs": [{"text": "Start", "href": "#top"}, {"text": "Activities", "href": "#top"}],
    }


def _faulty() -> GalleryForm:
    form = GalleryForm(FAULTY, auto_id="faulty_%s")
    form.add_error(None, "The place is closed on that day. Choose another day.")
    return form


def _tasks() -> list[dict[str, Any]]:
    return [
        {
            "title": {"text": "Check what is recorded"},
            "href": "#tasks",
            "status": {"text": "Completed"},
        },
        {
            "title": {"text": "Add what is missing"},
            "href": "#tasks",
            "status": {"tag": {"text": "Incomplete", "classes": "nhsuk-tag--blue"}},
        },
    ]
