"""Forms about what people need, whom to call for them, and what was passed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.models import Concern, Need, SharedWith
from community.models.need_words import BY_CODE, WORDS, Category
from community.models.needs import SHARED_WORDS
from community.rules.needs import STORY
from community.services.needs import NeedEntry
from community.services.support import ContactEntry
from core.fields import Checkboxes, DateField, Radios, today
from core.forms import PortalForm

NO_STORY = _("Only what helps you to take part. Do not write about harm or danger here.")


def _shared_field(is_own: bool) -> forms.ChoiceField:
    words = {each: each.label for each in SharedWith} if is_own else SHARED_WORDS
    return forms.ChoiceField(
        label=_("Who may know this?"),
        choices=list(words.items()),
        widget=Radios,
        help_text=_("The involvement team always sees it, so that they can arrange it."),
    )


class NeedsForm(PortalForm):
    """What somebody needs of one category: boxes to tick, and what each still asks."""

    submit_text = _("Save")

    def __init__(self, *args: Any, category: Category, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category = category
        words = WORDS[category]
        hints = {word.code: word.hint for word in words if word.hint}
        self.fields["codes"] = forms.MultipleChoiceField(
            label=_("Tick all that you need") if is_own else _("Tick all that they need"),
            choices=[(word.code, word.words) for word in words],
            widget=Checkboxes(hints=hints),
            error_messages={"required": _("Tick at least one box, or go back")},
        )
        asked = [word for word in words if word.detail_asks]
        for word in asked:
            self.fields[f"detail_{word.code}"] = forms.CharField(
                label=word.detail_asks,
                max_length=300,
                required=word.is_detail_needed,
                error_messages={"required": word.detail_asks},
            )
        self.reveals = {"codes": {word.code: [f"detail_{word.code}"] for word in asked}}
        self.fields["shared_with"] = _shared_field(is_own)

    @property
    def entries(self) -> list[NeedEntry]:
        """What `set_needs` takes from this form."""
        said = self.cleaned_data
        return [
            NeedEntry(code, said["shared_with"], said.get(f"detail_{code}") or "")
            for code in said["codes"]
        ]


class NeedForm(PortalForm):
    """The detail of one need, and who is told of it."""

    submit_text = _("Save")

    detail = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, need: Need, is_own: bool, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"detail": need.detail, "shared_with": need.shared_with})
        super().__init__(*args, version=need.version, **kwargs)
        word = BY_CODE[need.code]
        self.fields["detail"].label = word.detail_asks or _("What else should we know about it?")
        self.fields["detail"].required = word.is_detail_needed
        self.fields["detail"].help_text = NO_STORY
        self.fields["shared_with"] = _shared_field(is_own)


class NeedConfirmForm(PortalForm):
    """All of this is still right."""

    submit_text = _("This is still right")


class NeedEndForm(PortalForm):
    """Sure? The need has ended."""

    submit_text = _("I no longer need this")

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_own:
            self.submit_text = _("They no longer need this")


class NeedKeepFromForm(PortalForm):
    """Somebody of the trust who is never shown the needs."""

    submit_text = _("Do not show it to them")
    # An address that names a person the typing one may fear: it is nowhere but in its row.
    keeps_no_draft = True

    email = forms.EmailField(
        label=_("Their work email address"),
        max_length=254,
        help_text=_(
            "It is on letters and emails from them. If you do not know it, ask the involvement team."
        ),
    )


class NeedShowAgainForm(PortalForm):
    """Sure? They see again what they would see."""

    submit_text = _("Let them see it again")


class OpportunityForm(PortalForm):
    """Groups of people that somebody asks to be listed for."""

    submit_text = _("Save")

    groups = forms.TypedMultipleChoiceField(
        label=_("Ask me about opportunities for …"),
        coerce=int,
        required=False,
        widget=Checkboxes,
        help_text=_(
            "Tick a group only if you want us to find you when we look for people of it. "
            "You need not say why."
        ),
    )

    def __init__(
        self, *args: Any, groups: Sequence[tuple[int, str]], is_own: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = groups
        if not is_own:
            self.fields["groups"].label = _("They asked to be told of opportunities for …")


class AdjustmentForm(PortalForm):
    """What was offered to somebody so that they can take part."""

    submit_text = "Save"

    offered = forms.CharField(
        label="What did you offer?",
        max_length=200,
        help_text="For example: a BSL interpreter for the whole workshop",
    )
    need = forms.TypedChoiceField(
        label="Which of their needs is it for?", coerce=int, empty_value=None, required=False
    )
    offered_on = DateField(label="When did you offer it?", latest=today)

    def __init__(self, *args: Any, needs: Sequence[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(need.pk, str(need)) for need in needs]
        self.fields["need"].choices = [("", "None of these"), *rows]

    @property
    def values(self) -> dict[str, Any]:
        """What `offer_adjustment` takes from this form."""
        said = dict(self.cleaned_data)
        return {"need_id": said.pop("need"), **said}


class AdjustmentAnswerForm(PortalForm):
    """Whether what was offered was there when it was needed."""

    submit_text = _("Save")
    reveals = {"is_met": {"no": ["why_not"]}}

    is_met = forms.TypedChoiceField(
        label=_("Was it there when it was needed?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda said: said == "yes",
        widget=Radios,
    )
    why_not = forms.CharField(label=_("Why not?"), max_length=300)


class EmergencyContactForm(PortalForm):
    """Whom to call for somebody."""

    submit_text = _("Save")
    controls = {"phone": {"width": 20}, "other_phone": {"width": 20}}

    name = forms.CharField(label=_("Name"), max_length=120)
    relation = forms.CharField(
        label=_("Who is this?"),
        max_length=60,
        required=False,
        help_text=_("For example: my sister, a neighbour"),
    )
    phone = forms.CharField(
        label=_("Telephone number"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )
    other_phone = forms.CharField(
        label=_("Another number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )
    note = forms.CharField(
        label=_("What should we know before we call?"),
        max_length=200,
        required=False,
        help_text=_("For example: text first, or which language they speak"),
    )

    def clean_phone(self) -> str:
        """A number that can be called."""
        return _callable(self.cleaned_data["phone"])

    def clean_other_phone(self) -> str:
        """The same, if there is one."""
        return _callable(self.cleaned_data["other_phone"])

    @property
    def entry(self) -> ContactEntry:
        """What `set_emergency_contact` takes from this form."""
        return ContactEntry(**self.cleaned_data)


def _callable(number: str) -> str:
    digits = sum(sign.isdigit() and sign.isascii() for sign in number)
    if number and not (7 <= digits <= 16 and not set(number) - set("+0123456789 ()-.extEXT#")):
        raise forms.ValidationError(_("Enter a telephone number, like 07700 900 982"))
    return number


class EmergencyRemoveForm(PortalForm):
    """Sure? Nobody is called any more."""

    submit_text = _("Remove it")


class EmergencyLookForm(PortalForm):
    """Why somebody needs to see whom to call. Quick to answer at seven in the evening."""

    submit_text = "Show the emergency contact"
    reveals = {"why": {"other": ["other"]}}

    REASONS = {
        "unwell": "They are unwell or hurt while taking part",
        "danger": "They may be in danger now",
        "missing": "They did not arrive and I am worried about them",
        "other": "Something else",
    }
    why = forms.ChoiceField(
        label="Why do you need it?", choices=list(REASONS.items()), widget=Radios
    )
    other = forms.CharField(
        label="What is it?", max_length=200, help_text="In a few words. The person can read it."
    )

    @property
    def reason(self) -> str:
        """The reason in words, as the person reads it."""
        why = self.cleaned_data["why"]
        return self.cleaned_data["other"] if why == "other" else self.REASONS[why]


class ConcernForm(PortalForm):
    """That a concern was passed on. What is typed into the wrong box is not kept as a draft."""

    submit_text = "Save that I passed it on"
    keeps_no_draft = True
    controls = {"reference": {"width": 20}}

    passed_to = forms.ChoiceField(
        label="Whom did you pass it on to?", choices=Concern.PassedTo.choices, widget=Radios
    )
    passed_on = DateField(label="When did you pass it on?", latest=today)
    reference = forms.CharField(
        label="Their reference",
        max_length=30,
        required=False,
        help_text="The number or code they gave you. Nothing about what happened.",
        error_messages={"max_length": STORY},
    )
