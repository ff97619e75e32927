"""The questions of joining, one form to a page. Staff ask the same ones on fewer pages."""

from community.forms.joining.about import (
    ContactForm,
    KindsForm,
    LanguageForm,
    NameForm,
    PlaceForm,
)
from community.forms.joining.helps import HelpsForm, TheirHelpsForm
from community.forms.joining.part import ASKS, AsksForm, InterestsForm, TimesForm, UpdatesForm
from community.forms.joining.step import Lists, StepForm

__all__ = [
    "ASKS",
    "STEPS",
    "AsksForm",
    "ContactForm",
    "HelpsForm",
    "InterestsForm",
    "KindsForm",
    "LanguageForm",
    "Lists",
    "NameForm",
    "PlaceForm",
    "StepForm",
    "TheirHelpsForm",
    "TimesForm",
    "UpdatesForm",
]

# In the order in which they are asked.
STEPS: dict[str, type[StepForm]] = {
    "name": NameForm,
    "kinds": KindsForm,
    "place": PlaceForm,
    "contact": ContactForm,
    "language": LanguageForm,
    "interests": InterestsForm,
    "times": TimesForm,
    "needs": HelpsForm,
    "asks": AsksForm,
    "updates": UpdatesForm,
}
