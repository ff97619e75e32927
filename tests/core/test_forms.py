"""Forms as people meet them: controls, plain words for faults, hostile input."""

from datetime import date, time, timedelta

import pytest
from django import forms
from django.http import QueryDict
from django.utils import timezone
from lxml import html as lxml_html

from core import pages
from core.fields import (
    PartialDate,
)
from core.forms import SUBMISSION_KEY, VERSION, Fieldset, More, PortalForm
from tests.core.workshop_form import WorkshopForm, drawn, form_with


def test_good_answers_come_through() -> None:
    form = form_with(began_month="5", began_year="2024", starts="2:30pm", people="12")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["happened"] == date(2026, 3, 1)
    assert form.cleaned_data["began"] == PartialDate(date(2024, 5, 1), "month")
    assert form.cleaned_data["starts"] == time(14, 30)
    assert form.cleaned_data["people"] == 12


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"title": ""}, "title", "Enter title"),
        ({"title": "x" * 41}, "title", "Title must be 40 characters or fewer. It has 41."),
        ({"mode": ""}, "mode", "Choose how people met"),
        ({"mode": "moon"}, "mode", "Choose from the answers given"),
        ({"mode": "online"}, "tool", "Enter tool"),
        ({"themes": ["other"]}, "theme", "Enter other theme"),
        ({"people": "a dozen"}, "people", "People must be a whole number, like 12"),
        ({"people": "-1"}, "people", "People must be 0 or more"),
        ({"people": "9" * 5000}, "people", "People must be a whole number, like 12"),
        ({"people": "99999999999"}, "people", "People must be 2147483647 or less"),
        (
            {"email": "kim at example"},
            "email",
            "Enter an email address in the correct format, like name@example.com",
        ),
        ({"starts": "half two"}, "starts", "Enter a time, like 2:30pm or 14:30"),
        ({"starts": "25:00"}, "starts", "Enter a time, like 2:30pm or 14:30"),
        ({"starts": "2"}, "starts", "Enter a time, like 2:30pm or 14:30"),
        ({"happened_day": ""}, "happened", "The date must include a day"),
        (
            {"happened_day": "", "happened_year": ""},
            "happened",
            "The date must include a day and year",
        ),
        ({"happened_day": "31", "happened_month": "2"}, "happened", "The date must be a real date"),
        ({"happened_month": "13"}, "happened", "The date must be a real date"),
        ({"happened_year": "26"}, "happened", "Year must include 4 numbers"),
        ({"happened_year": "1066"}, "happened", "The date must be on or after 1 January 1900"),
        (
            {"happened_day": "", "happened_month": "", "happened_year": ""},
            "happened",
            "Answer the question “When did it happen?”",
        ),
        ({"began_day": "3"}, "began", "Start must include a month and year"),
        ({"began_day": "3", "began_year": "2024"}, "began", "Start must include a month"),
    ],
)
def test_each_fault_is_said_in_plain_words(changes: dict, field: str, message: str) -> None:
    form = form_with(**changes)
    assert form.errors[field] == [message]
    page = drawn(form)
    assert message in page.cssselect(".nhsuk-error-summary")[0].text_content()
    assert any(
        message in beside.text_content() for beside in page.cssselect("span.nhsuk-error-message")
    )


def test_a_percent_sign_in_a_label_is_only_a_sign() -> None:
    class Shares(PortalForm):
        share = forms.IntegerField(label="Share in % of all", max_value=100)

    assert Shares({"share": "101"}).errors["share"] == ["Share in % of all must be 100 or less"]
    assert Shares({}).errors["share"] == ["Enter share in % of all"]


def test_the_forms_own_words_for_a_fault_win() -> None:
    class Own(PortalForm):
        title = forms.CharField(error_messages={"required": "Give it a name"})

    assert Own({}).errors["title"] == ["Give it a name"]


def test_a_date_in_the_future_is_refused_where_it_must_be_past() -> None:
    later = timezone.localdate() + timedelta(days=1)
    form = form_with(
        happened_day=str(later.day), happened_month=str(later.month), happened_year=str(later.year)
    )
    assert form.errors["happened"] == ["The date must be today or in the past"]


@pytest.mark.parametrize(("word", "days"), [("today", 0), ("Yesterday", 1)])
def test_today_and_yesterday_are_understood(word: str, days: int) -> None:
    form = form_with(happened_day=word, happened_month="", happened_year="")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["happened"] == timezone.localdate() - timedelta(days=days)


@pytest.mark.parametrize("month", ["3", "03", "Mar", "march"])
def test_a_month_may_be_a_number_or_a_name(month: str) -> None:
    assert form_with(happened_month=month).is_valid()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2pm", time(14)),
        ("12am", time(0)),
        ("midday", time(12)),
        ("0930", time(9, 30)),
        ("9.05 am", time(9, 5)),
    ],
)
def test_times_as_people_write_them(typed: str, meant: time) -> None:
    assert form_with(starts=typed).fields["starts"].clean(typed) == meant


def test_the_summary_links_to_the_faulty_box_of_a_date_and_only_that_box_is_marked() -> None:
    page = drawn(form_with(happened_month="13"))
    assert page.cssselect('.nhsuk-error-summary a[href="#id_happened-month"]')
    assert [box.get("name") for box in page.cssselect("#id_happened .nhsuk-input--error")] == [
        "happened_month"
    ]


def test_every_link_of_the_summary_leads_to_a_control_of_the_page() -> None:
    page = drawn(WorkshopForm(QueryDict("themes=other&mode=online")))
    links = [link.get("href") for link in page.cssselect(".nhsuk-error-summary a")]
    assert links
    for link in links:
        assert page.cssselect(f'[id="{link[1:]}"]'), link


def test_what_was_typed_is_kept_line_for_line_inside_nested_parts() -> None:
    class Nested(PortalForm):
        layout = [Fieldset("Outer", More("Inner", "note"))]
        title = forms.CharField(label="Title")
        note = forms.CharField(label="Note", widget=forms.Textarea)

    text = "First line\n  second <line>\n\nlast"
    page = drawn(Nested(QueryDict(mutable=True) | {"note": text.replace("\n", "\r\n")}))
    assert page.cssselect("textarea")[0].text == text


def test_answers_to_questions_that_were_not_opened_do_not_count() -> None:
    form = form_with(tool="x" * 31, theme="left over")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["tool"] == ""
    assert form.cleaned_data["theme"] == ""


def test_opened_questions_stand_inside_the_answer_and_work_without_script() -> None:
    page = drawn(form_with(mode="online", tool="Video"))
    box = page.cssselect(".nhsuk-radios__conditional")[0]
    assert box.cssselect("#id_tool")[0].get("value") == "Video"
    assert "nhsuk-radios__conditional--hidden" not in box.get("class")
    assert len(page.cssselect("#id_tool")) == 1


def test_only_what_may_be_left_out_says_optional() -> None:
    page = drawn(WorkshopForm())
    labels = {label.get("for"): label.text_content().strip() for label in page.cssselect("label")}
    assert labels["id_title"] == "Title"
    assert labels["id_note"] == "Note (optional)"


HOSTILE = [
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202eevil",
    "'; DROP TABLE x; --",
    "<script>",
    "{{ 7|add:7 }}",
    "%s%n",
    "x" * 100_000,
    "🙂" * 300,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize(
    "field",
    [
        "title",
        "happened_day",
        "happened_year",
        "starts",
        "mode",
        "people",
        "email",
        "note",
        "themes",
        SUBMISSION_KEY,
        VERSION,
    ],
)
def test_hostile_text_gives_a_page_never_a_crash(field: str, text: str) -> None:
    form = form_with(**{field: text})
    form.is_valid()
    page = drawn(form)
    assert not page.cssselect("script")
    assert "\x00" not in lxml_html.tostring(page, encoding="unicode")


def test_invisible_characters_are_dropped_and_unreadable_ones_named() -> None:
    form = form_with(title="A\x00r\u202et")
    assert form.is_valid()
    assert form.cleaned_data["title"] == "Art"
    assert form_with(title="A\ud800").errors["title"] == [
        "There is a character we could not read. Type the text again."
    ]


def test_one_line_stays_one_line_and_many_lines_stay_many() -> None:
    class Form(PortalForm):
        name = forms.CharField()
        story = forms.CharField(widget=forms.Textarea)
        password = forms.CharField(widget=forms.PasswordInput, strip=False)

    typed = " Ada\r\nSubject:\tx\u2028 Green  "
    sent = QueryDict(mutable=True)
    for data in ({}, sent):
        data.update({"name": typed, "story": "one\ntwo", "password": "a  b "})
        form = Form(data)
        assert form.is_valid(), form.errors
        assert form.cleaned_data == {
            "name": "Ada Subject: x Green",
            "story": "one\ntwo",
            "password": "a  b ",
        }
    assert sent["name"] == typed
    assert Form({"name": " \r\n\t"}).errors["name"] == ["Enter name"]


def test_long_text_is_refused_even_where_the_form_names_no_limit() -> None:
    assert form_with(themes=["other"], theme="x" * 201).errors["theme"] == [
        "Other theme must be 200 characters or fewer. It has 201."
    ]


def test_a_form_carries_its_key_and_version() -> None:
    fresh = WorkshopForm(version=3)
    page = drawn(fresh)
    assert page.cssselect(f'input[name="{pages.KEY}"]')[0].get("value") == fresh.submission_key
    assert page.cssselect(f'input[name="{pages.VERSION}"]')[0].get("value") == "3"
    again = form_with(**{SUBMISSION_KEY: fresh.submission_key, VERSION: "2"})
    assert (again.submission_key, again.version) == (fresh.submission_key, "2")
    assert WorkshopForm().submission_key != fresh.submission_key


def test_a_spoilt_key_is_replaced() -> None:
    assert form_with(**{SUBMISSION_KEY: "spoilt"}).submission_key != "spoilt"


def test_names_of_the_hidden_inputs_are_those_that_submitting_reads() -> None:
    assert (SUBMISSION_KEY, VERSION) == (pages.KEY, pages.VERSION)
