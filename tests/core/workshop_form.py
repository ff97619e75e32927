"""A form with most kinds of field, and how tests fill it in and look at it."""

from django import forms
from django.http import QueryDict
from django.template import Context, Template
from lxml import html as lxml_html

from core.fields import CharacterCount, Checkboxes, ClockField, DateField, Radios, today
from core.forms import PortalForm


class WorkshopForm(PortalForm):
    submit_text = "Save"
    reveals = {"mode": {"online": ["tool"]}, "themes": {"other": ["theme"]}}

    title = forms.CharField(label="Title", max_length=40)
    happened = DateField(label="When did it happen?", called="The date", latest=today)
    began = DateField(label="Start", partial=True, required=False)
    starts = ClockField(label="Start time", required=False)
    mode = forms.ChoiceField(
        label="How people met", choices=[("room", "In a room"), ("online", "Online")], widget=Radios
    )
    tool = forms.CharField(label="Tool", max_length=30)
    themes = forms.MultipleChoiceField(
        label="Themes",
        required=False,
        choices=[("ward", "Ward"), ("other", "Other")],
        widget=Checkboxes,
    )
    theme = forms.CharField(label="Other theme")
    people = forms.IntegerField(label="People", min_value=0, required=False)
    email = forms.EmailField(label="Email address", required=False)
    note = forms.CharField(label="Note", widget=CharacterCount, max_length=100, required=False)


GOOD = {
    "title": "Art group",
    "happened_day": "1",
    "happened_month": "3",
    "happened_year": "2026",
    "mode": "room",
}


def form_with(**changes: object) -> WorkshopForm:
    data = QueryDict(mutable=True)
    for name, value in {**GOOD, **changes}.items():
        data.setlist(name, value) if isinstance(value, list) else data.update({name: value})
    return WorkshopForm(data)


def drawn(form: forms.Form) -> lxml_html.HtmlElement:
    source = "{% load crispy_forms_tags nhs %}<div>{% error_summary form %}{% crispy form %}</div>"
    return lxml_html.fromstring(
        Template(source).render(Context({"form": form, "csrf_token": "token"}))
    )
