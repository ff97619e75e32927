"""The form with which an organiser asks something, and the fields with which it is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import Question
from activities.models.question import LONGEST_ANSWER
from activities.services.questions import QuestionEntry
from core.fields import CharacterCount, Checkboxes, Radios
from core.forms import PortalForm

Kind = Question.Kind
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
MOST_CHOICES = 20


class QuestionForm(PortalForm):
    """One question to everybody who signs up."""

    submit_text = "Save"
    reveals = {"kind": {Kind.CHOICE.value: ["choices"]}}

    words = forms.CharField(
        label="What do you ask?",
        max_length=150,
        help_text="For example: “What should we talk about first?”",
    )
    hint = forms.CharField(
        label="A hint below it",
        required=False,
        max_length=200,
        help_text="Say why you ask, if that is not plain.",
    )
    kind = forms.ChoiceField(
        label="How do people answer?", choices=Kind.choices, widget=Radios, initial=Kind.TEXT
    )
    choices = forms.CharField(
        label="Answers to choose from",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One on each line.",
    )
    needed = forms.MultipleChoiceField(
        label="Does it have to be answered?",
        required=False,
        choices=[("yes", "Yes, nobody can sign up without an answer")],
        widget=Checkboxes,
    )

    def clean_choices(self) -> list[str]:
        """The lines, without empty ones."""
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines()]
        found = [line for line in lines if line]
        if any(len(line) > 100 for line in found) or len(found) > MOST_CHOICES:
            raise forms.ValidationError(
                f"Type at most {MOST_CHOICES} answers of at most 100 characters"
            )
        return found

    @property
    def entry(self) -> QuestionEntry:
        """What was typed, as the services take it."""
        said = self.cleaned_data
        return QuestionEntry(
            words=said["words"],
            hint=said["hint"],
            kind=said["kind"],
            choices=tuple(said.get("choices") or ()),
            is_needed=bool(said["needed"]),
        )


def known_question(row: Question) -> dict[str, Any]:
    """What a question says now, by form field."""
    return {
        "words": row.words,
        "hint": row.hint,
        "kind": row.kind,
        "choices": "\n".join(row.choices),
        "needed": ["yes"] if row.is_needed else [],
    }


def name_of(question: Question) -> str:
    """The name of the field with which a question is answered."""
    return f"question_{question.pk}"


def ask(form: forms.Form, questions: Iterable[Question], answers: Mapping[int, str]) -> None:
    """Put what the organiser asks into a form, with what was answered before."""
    for row in questions:
        field = _field(row)
        field.initial = answers.get(row.pk)
        form.fields[name_of(row)] = field


def answers_in(form: forms.Form, questions: Iterable[Question]) -> dict[int, str]:
    """What was answered, by question."""
    return {row.pk: form.cleaned_data.get(name_of(row)) or "" for row in questions}


def _field(row: Question) -> forms.Field:
    said: dict[str, Any] = {"label": row.words, "help_text": row.hint, "required": row.is_needed}
    missing = {"required": _("Answer this question")}
    if row.kind == Kind.TEXT:
        return forms.CharField(
            **said,
            error_messages=missing,
            max_length=LONGEST_ANSWER,
            widget=CharacterCount(attrs={"rows": 2}),
        )
    choices = YES_NO if row.kind == Kind.YES_NO else [(each, each) for each in row.choices]
    return forms.ChoiceField(
        **said,
        error_messages=missing,
        choices=choices,
        widget=Radios(inline=row.kind == Kind.YES_NO),
    )
