"""How forms are laid out, and that a field's markup is the official one."""

import pytest
from django import forms
from django.template import Context, Template

from core.fields import Checkboxes, DateField, Radios
from core.forms import Button, Buttons, Control, More, PortalForm
from tests.core.html_trees import trees
from tests.core.workshop_form import drawn


def test_a_layout_places_buttons_and_options() -> None:
    class Laid(PortalForm):
        layout = [
            Control("title", label_size="l", label_heading=True, width=20),
            Buttons(
                Button("Save"),
                Button("Save draft", name="action", value="draft", variant="secondary"),
            ),
        ]
        title = forms.CharField(label="What was it called?")

    page = drawn(Laid())
    assert page.cssselect("h1.nhsuk-label-wrapper label.nhsuk-label--l")
    assert page.cssselect("input.nhsuk-input--width-20")
    assert [button.text_content().strip() for button in page.cssselect("button")] == [
        "Save",
        "Save draft",
    ]


def test_a_closed_opener_opens_when_a_field_inside_is_at_fault() -> None:
    class Tucked(PortalForm):
        layout = [More("Add more", "cost")]
        cost = forms.DecimalField(label="Cost", required=False)

    assert drawn(Tucked()).cssselect("details")[0].get("open") is None
    assert drawn(Tucked({"cost": "lots"})).cssselect("details")[0].get("open") is not None


def test_options_stand_under_the_names_of_their_groups() -> None:
    class Grouped(PortalForm):
        service = forms.ChoiceField(
            label="Service",
            choices=[("", "Choose"), ("East <1>", [("1", "Team A"), ("2", "Team <b>")])],
        )

    page = drawn(Grouped({"service": "2"}))
    group = page.cssselect("select optgroup")[0]
    assert group.get("label") == "East <1>"
    assert [option.text for option in group] == ["Team A", "Team <b>"]
    assert [option.text for option in page.cssselect("option[selected]")] == ["Team <b>"]


@pytest.mark.parametrize(("count", "is_compact"), [(8, False), (9, True)])
def test_a_long_list_of_boxes_is_set_in_columns(count: int, is_compact: bool) -> None:
    class Long(PortalForm):
        themes = forms.MultipleChoiceField(
            label="Themes",
            choices=[(str(n), f"Theme {n}") for n in range(count)],
            widget=Checkboxes,
        )

    page = drawn(Long())
    assert len(page.cssselect("input[type=checkbox]")) == count
    assert bool(page.cssselect(".portal-choices.nhsuk-checkboxes--small")) is is_compact


def test_a_message_names_the_question_it_is_about() -> None:
    class Asked(PortalForm):
        title = forms.CharField(label="What was it?", max_length=3)

    assert Asked({"title": "four"}).errors["title"] == [
        "Your answer to “What was it?” must be 3 characters or fewer. It has 4."
    ]


# --- The same markup as the official examples ---------------------------------


class OfficialForm(PortalForm):
    says_optional = False
    name = forms.CharField(label="What is your full name?", help_text="As on your card")
    happened = DateField(
        label="What is your date of birth?",
        called="Date of birth",
        help_text="For example, 15 3 1984",
    )
    contact = forms.ChoiceField(
        label="How should we contact you?",
        choices=[("email", "Email"), ("phone", "Phone")],
        widget=Radios(hints={"email": "Do not use a shared address"}),
    )
    about = forms.CharField(label="Can you give more detail?", widget=forms.Textarea)
    size = forms.ChoiceField(label="Sort by", choices=[("new", "Newest"), ("old", "Oldest")])


EQUAL = {
    "name": """
<div class="nhsuk-form-group nhsuk-form-group--error">
  <label class="nhsuk-label" for="id_name">What is your full name?</label>
  <div class="nhsuk-hint" id="id_name-hint">As on your card</div>
  <span class="nhsuk-error-message" id="id_name-error">
    <span class="nhsuk-u-visually-hidden">Error: </span>
    Answer the question “What is your full name?”
  </span>
  <input class="nhsuk-input nhsuk-input--error" id="id_name" name="name" type="text" value=""
    aria-describedby="id_name-hint id_name-error">
</div>""",
    "about": """
<div class="nhsuk-form-group">
  <label class="nhsuk-label" for="id_about">Can you give more detail?</label>
  <textarea class="nhsuk-textarea" id="id_about" name="about" rows="5">One &lt;two&gt;</textarea>
</div>""",
    "size": """
<div class="nhsuk-form-group">
  <label class="nhsuk-label" for="id_size">Sort by</label>
  <select class="nhsuk-select" id="id_size" name="size">
    <option value="new">Newest</option>
    <option value="old" selected>Oldest</option>
  </select>
</div>""",
    "contact": """
<div class="nhsuk-form-group">
  <fieldset class="nhsuk-fieldset">
    <legend class="nhsuk-fieldset__legend">How should we contact you?</legend>
    <div class="nhsuk-radios" data-module="nhsuk-radios">
      <div class="nhsuk-radios__item">
        <input class="nhsuk-radios__input" id="id_contact" name="contact" type="radio"
          value="email" checked aria-describedby="id_contact-item-hint">
        <label class="nhsuk-label nhsuk-radios__label" for="id_contact">Email</label>
        <div class="nhsuk-hint nhsuk-radios__hint" id="id_contact-item-hint">
          Do not use a shared address
        </div>
      </div>
      <div class="nhsuk-radios__item">
        <input class="nhsuk-radios__input" id="id_contact-2" name="contact" type="radio"
          value="phone">
        <label class="nhsuk-label nhsuk-radios__label" for="id_contact-2">Phone</label>
      </div>
    </div>
  </fieldset>
</div>""",
}


@pytest.mark.parametrize("name", EQUAL)
def test_a_field_gives_the_official_markup(name: str) -> None:
    form = OfficialForm({"about": "One <two>", "size": "old", "contact": "email"})
    html = Template("{% load nhs %}{% nhs_field field %}").render(Context({"field": form[name]}))
    assert trees(html) == trees(EQUAL[name])
