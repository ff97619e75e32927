"""What somebody needs so that they can take part: the same words as on their page of needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.forms.joining.step import Lists, StepForm
from community.models import SharedWith
from community.models.need_words import ABOUT, WORDS, Category
from community.models.needs import SHARED_WORDS
from core.fields import Checkboxes, Radios
from core.layout import Control, More

SHARED = "needs_shared"


class HelpsForm(StepForm):
    """One line to open for each group of needs; nothing has to be opened."""

    title: ClassVar[Any] = _("Do you need anything to take part?")
    intro: ClassVar[str] = "community/_join_helps.html"
    says_optional = False
    groups: ClassVar[Mapping[Any, Any]] = {each: each.label for each in Category}
    shared: ClassVar[Mapping[Any, Any]] = {each: each.label for each in SharedWith}

    def started_from(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        said = {each["code"]: each["detail"] for each in answers.get("needs") or ()}
        chosen = {
            f"needs_{group}": [word.code for word in words if word.code in said]
            for group, words in WORDS.items()
        }
        details = {f"detail_{code}": detail for code, detail in said.items()}
        shared = {SHARED: answers.get(SHARED) or SharedWith.TEAM.value}
        return {**super().started_from(answers), **chosen, **details, **shared}

    def offer(self, lists: Lists, answers: Mapping[str, Any]) -> None:
        super().offer(lists, answers)
        self.reveals = dict(type(self).reveals)
        for group, words in WORDS.items():
            asked = [word for word in words if word.detail_asks]
            self.reveals[f"needs_{group}"] = {each.code: [f"detail_{each.code}"] for each in asked}
            self.fields[f"needs_{group}"] = forms.MultipleChoiceField(
                label=self.groups[group],
                choices=[(word.code, word.words) for word in words],
                required=False,
                initial=self.initial[f"needs_{group}"],
                widget=Checkboxes(hints={word.code: word.hint for word in words if word.hint}),
            )
            for word in asked:
                self.fields[f"detail_{word.code}"] = forms.CharField(
                    label=word.detail_asks,
                    max_length=300,
                    required=word.is_detail_needed,
                    error_messages={"required": word.detail_asks},
                )
        self.fields[SHARED] = forms.ChoiceField(
            label=_("Who may know this?"),
            help_text=_("The involvement team always sees it, so that they can arrange it."),
            choices=list(self.shared.items()),
            required=False,
            widget=Radios(),
        )

    def build_layout(self) -> list[Any]:
        lines = [self._line(f"needs_{group}") for group in WORDS]
        *_fields, buttons = super().build_layout()
        return [*lines, SHARED, buttons]

    def _line(self, name: str) -> More:
        """A group behind its heading; open where something is chosen already."""
        chosen = len(self[name].value() or [])
        label = str(self.fields[name].label)
        if chosen:
            label = f"{label} ({ngettext('%(n)s chosen', '%(n)s chosen', chosen) % {'n': chosen}})"
        return More(label, Control(name, label_hidden=True), is_open=bool(chosen))

    def kept(self) -> dict[str, Any]:
        """Codes with their details, in the order of the page, and who may know them."""
        given = self.cleaned_data
        chosen = [code for group in WORDS for code in given[f"needs_{group}"]]
        needs = [{"code": code, "detail": given.get(f"detail_{code}") or ""} for code in chosen]
        shared = (given[SHARED] or SharedWith.TEAM.value) if needs else ""
        return {**super().kept(), "needs": needs, SHARED: shared}


class TheirHelpsForm(HelpsForm):
    """The same, asked by a member of staff."""

    groups = ABOUT
    shared = SHARED_WORDS
