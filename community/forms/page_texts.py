"""Forms for texts of joining pages in other words."""

from __future__ import annotations

from django import forms

from community.models import PageText
from community.services.page_texts import TAKES
from core.fields import Radios
from core.files.fields import UploadField
from core.forms import PortalForm

BODY_HELP = (
    "A line of its own that begins with ## is a heading, with - a bullet. An empty line begins a "
    "new paragraph. [picture 1] on a line of its own puts the first picture there."
)


def _title() -> forms.CharField:
    # Written from the side from which its letters are read.
    words = forms.TextInput(attrs={"dir": "auto"})
    return forms.CharField(label="Heading", max_length=120, widget=words)


def _body() -> forms.CharField:
    words = forms.Textarea(attrs={"rows": 16, "dir": "auto"})
    return forms.CharField(label="Text", help_text=BODY_HELP, max_length=20_000, widget=words)


class TextAddForm(PortalForm):
    """A page in Easy Read or another language."""

    submit_text = "Save"
    says_optional = False
    page = forms.ChoiceField(label="Which page?", choices=PageText.Page.choices, widget=Radios())
    is_easy_read = forms.BooleanField(label="It is Easy Read", required=False)
    language = forms.CharField(
        label="Language",
        help_text="As its speakers write it: Polski, اردو. English for Easy Read in English.",
        max_length=40,
        initial="English",
    )
    code = forms.RegexField(
        label="Language code",
        help_text="So that screen readers speak it right: en, pl, ur, pa, ro, bn",
        regex=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$",
        max_length=10,
        initial="en",
        error_messages={"invalid": "Enter a language code, like pl or ur"},
    )
    title = _title()
    body = _body()


class TextChangeForm(PortalForm):
    """The words, and whether everyone sees them."""

    submit_text = "Save"
    says_optional = False
    title = _title()
    body = _body()
    is_shown = forms.BooleanField(label="Show it to everyone", required=False)


class PictureAddForm(PortalForm):
    """A picture and what it shows."""

    submit_text = "Add the picture"
    upload = UploadField(label="Picture", takes=TAKES)
    alt = forms.CharField(
        label="What does it show?",
        help_text="Read out to people who do not see it",
        max_length=200,
    )


class PictureRemoveForm(PortalForm):
    """Sure?"""

    submit_text = "Remove the picture"
