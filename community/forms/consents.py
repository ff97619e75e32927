"""Forms about what people agree to be written to about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Channel, Purpose, Source
from community.selectors.consents import Key, PreferencePage
from core.fields import CharacterCount, Checkboxes, DateField, Radios, today
from core.forms import PortalForm

ABOUT = {
    Purpose.NEWSLETTER: _("Newsletter"),
    Purpose.OPPORTUNITIES: _("Things you could take part in"),
    Purpose.SURVEYS: _("Surveys"),
}


class PreferenceForm(PortalForm):
    """One box for each purpose and way; the words beside it are those that are agreed to."""

    submit_text = _("Save")
    says_optional = False
    label_size = "s"

    def __init__(self, page: PreferencePage, data: Any = None, **kwargs: Any):
        super().__init__(data, version=page.version, **kwargs)
        self.page = page
        for purpose in Purpose:
            offered = [
                words
                for channel in page.channels
                if (words := page.wordings.get((purpose, channel)))
            ]
            if not offered:
                continue
            self.fields[purpose.value] = forms.MultipleChoiceField(
                label=ABOUT[purpose],
                choices=[(str(words.pk), words.text) for words in offered],
                initial=[str(words.pk) for words in offered if self._is_given(words)],
                required=False,
                widget=Checkboxes(),
                error_messages={
                    "invalid_choice": _("These words have changed since. Read them, then choose.")
                },
            )
        self._put_last()

    def _is_given(self, words: Any) -> bool:
        row = self.page.given.get((words.purpose, words.channel))
        return row is not None and row.is_given

    def _put_last(self) -> None:
        """Fields of the class itself stand below those made here."""
        own = [name for name in self.base_fields if name in self.fields]
        self.order_fields([name for name in self.fields if name not in own] + own)

    @property
    def choices(self) -> dict[Key, bool]:
        """What was ticked and what was not, of what was offered."""
        found: dict[Key, bool] = {}
        for key, words in self.page.wordings.items():
            if key[0] in self.fields and key[1] in self.page.channels:
                found[key] = str(words.pk) in self.cleaned_data[key[0]]
        return found


class ToldPreferenceForm(PreferenceForm):
    """The same, where somebody told a member of the team."""

    source = forms.ChoiceField(
        label="How did they tell you?",
        choices=[
            (each.value, each.label) for each in (Source.TELEPHONE, Source.IN_PERSON, Source.PAPER)
        ],
        widget=Radios(),
    )
    said_on = DateField(
        label="When did they tell you?",
        help_text="On paper: the date beside the signature. The words of that day are recorded.",
        latest=today,
        initial=timezone.localdate,
    )
    note = forms.CharField(
        label="Note",
        help_text="For example where the paper form lies. The person can read this.",
        required=False,
        max_length=300,
        widget=CharacterCount(attrs={"rows": 2}),
    )


class UnsubscribeForm(PortalForm):
    """Sure? Such messages stop."""

    submit_text = _("Stop these messages")


class RenewLinkForm(PortalForm):
    """Sure? Earlier links end."""

    submit_text = "End the earlier links"


class WordingForm(PortalForm):
    """A new version of the words somebody agrees to."""

    submit_text = "Add these words"
    says_optional = False

    purpose = forms.ChoiceField(label="What for?", choices=Purpose.choices, widget=Radios())
    channel = forms.ChoiceField(label="By which way?", choices=Channel.choices, widget=Radios())
    text = forms.CharField(
        label="The words people agree to",
        help_text="One plain sentence that begins “You may …”.",
        max_length=500,
        widget=CharacterCount(attrs={"rows": 3}),
    )
    valid_from = DateField(
        label="Used from",
        help_text="For the words of an old paper form: the day that form was first used.",
        initial=timezone.localdate,
    )
