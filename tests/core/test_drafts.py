"""What was typed into any form is there again after the session ended, for its writer alone."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django import forms
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html as lxml_html

from activities.models import MappingReply
from activities.services.mapping import open_mapping_round
from activities.services.projects import add_project
from core.drafts import services
from core.drafts.words import is_kept
from core.forms import PortalForm
from core.models import Draft
from tests.activities.typing_in import LOG, logged
from tests.conftest import PortalClient

KEPT = "What you typed before you were signed out is kept here"
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} ' \" &\r\nsecond line"


def correct_an_activity(as_person, cast):
    activity = logged(as_person("sam"))
    return f"/activities/{activity.pk}/correct/", {"title": "A better name", "aim": "Typed slowly"}


def add_a_session(as_person, cast):
    activity = logged(as_person("sam"))
    return f"/activities/{activity.pk}/sessions/add/", {"count_carer": "5317", "mode": "online"}


def edit_a_project(as_person, cast):
    row = add_project(by=cast.sam, name="Calmer waiting rooms", aim="Less noise.")
    return f"/activities/projects/{row.pk}/edit/", {"aim": "Typed slowly", "ends_on_year": "2031"}


def answer_a_mapping(as_person, cast):
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    open_mapping_round(
        by=cast.ivy,
        title="Onion",
        message="",
        period_from=last.replace(month=1, day=1),
        period_to=last,
        due_on=timezone.localdate() + timedelta(days=10),
    )
    reply = MappingReply.objects.get(directorate__name="East Kent")
    return f"/activities/mapping/answers/{reply.pk}/", {"note": "Typed slowly", "answer": "nothing"}


def change_a_name(as_person, cast):
    return "/users/me/name/", {"name": "Samira Typed-Slowly"}


PAGES = {
    "correct": ("sam", correct_an_activity, ["A better name", "Typed slowly"]),
    "session": ("sam", add_a_session, ["5317", "Online"]),
    "project": ("sam", edit_a_project, ["Typed slowly", "2031"]),
    "mapping": ("lena", answer_a_mapping, ["Typed slowly", "Nothing to add"]),
    "name": ("sam", change_a_name, ["Samira Typed-Slowly"]),
}


def form_of(response) -> dict[str, str]:
    """What a browser would send from the page's form, untouched."""
    page = lxml_html.fromstring(response.content)
    form = next(each for each in page.forms if each.xpath(".//input[@name='submission_key']"))
    return {name: value or "" for name, value in form.form_values()}


def kept_words(response) -> str:
    """The text of what is shown as kept; empty if nothing is."""
    page = lxml_html.fromstring(response.content)
    return " ".join(
        re.sub(r"\s+", " ", each.text_content())
        for each in page.cssselect("section[aria-labelledby=kept-words]")
    )


def sent_too_late(client, path, typed):
    """Open the page, let the session end, send the form."""
    form = form_of(client.get(path)) | typed
    client.logout()
    return client.post(path, form)


@pytest.mark.parametrize("name", PAGES)
def test_what_was_typed_is_shown_after_signing_in_again(as_person, cast, name):
    person, begin, expected = PAGES[name]
    path, typed = begin(as_person, cast)
    response = sent_too_late(as_person(person), path, typed)
    assert response.status_code == 302
    assert response.url == f"/account/login/?{urlencode({'next': path})}"
    shown = kept_words(as_person(person).get(path))
    assert KEPT in shown
    assert [text for text in expected if text not in shown] == []


def test_it_is_kept_when_the_session_runs_out_in_an_open_browser(cast):
    browser = PortalClient(enforce_csrf_checks=True).sign_in(cast.sam)
    form = form_of(browser.get("/users/me/name/")) | {"name": "Samira Typed-Slowly"}
    del browser.cookies["session"]
    assert browser.post("/users/me/name/", form).status_code == 302
    browser.sign_in(cast.sam)
    assert "Samira Typed-Slowly" in kept_words(browser.get("/users/me/name/"))


def test_what_the_record_says_anyway_is_not_repeated(as_person, cast):
    path, typed = edit_a_project(as_person, cast)
    sent_too_late(as_person("sam"), path, typed)
    assert "Calmer waiting rooms" not in kept_words(as_person("sam").get(path))


@pytest.mark.parametrize("other", ["ivy", "lena"])
def test_nobody_else_sees_it(as_person, cast, other):
    path, typed = edit_a_project(as_person, cast)
    sent_too_late(as_person("sam"), path, typed)
    page = as_person(other).get(path).content.decode()
    assert KEPT not in page
    assert "Typed slowly" not in page
    assert "draft_shown" not in page


def test_it_is_gone_once_the_form_is_saved_and_not_before(as_person, cast):
    path, typed = edit_a_project(as_person, cast)
    sent_too_late(as_person("sam"), path, typed)
    sam = as_person("sam")
    refused = sam.post(path, form_of(sam.get(path)) | {"name": ""})
    assert refused.status_code == 200
    assert "Typed slowly" in kept_words(refused)
    saved = sam.post(path, form_of(refused) | {"name": "Calmer rooms", "aim": "Typed slowly"})
    assert saved.status_code == 302
    assert not Draft.objects.exists()
    assert not kept_words(sam.get(path))


def test_a_form_without_a_kept_draft_costs_one_query_to_open_and_none_to_send(as_person, cast):
    path, _typed = edit_a_project(as_person, cast)
    sam = as_person("sam")
    with CaptureQueriesContext(connection) as opening:
        form = form_of(sam.get(path))
    with CaptureQueriesContext(connection) as sending:
        sam.post(path, form | {"aim": "Quiet"})
    about = ['"core_draft"' in query["sql"] for query in opening]
    assert about.count(True) == 1
    assert not any('"core_draft"' in query["sql"] for query in sending)


def test_hostile_text_is_only_text(as_person, cast):
    path, _typed = edit_a_project(as_person, cast)
    sent_too_late(as_person("sam"), path, {"aim": HOSTILE})
    response = as_person("sam").get(path)
    assert "<script>alert" not in response.content.decode()
    assert "<script>alert(1)</script> {{ 7*7 }} ' \" &second line" in kept_words(response)


def test_a_forged_or_borrowed_owner_is_refused(as_person, cast, client):
    path, typed = edit_a_project(as_person, cast)
    form = form_of(as_person("sam").get(path)) | typed
    token = form["draft_owner"]
    for forged in ("", "1:forged", f"{cast.ivy.pk}{token[token.index(':') :]}", token[:-1]):
        assert client.post(path, form | {"draft_owner": forged}).status_code == 302
    assert not Draft.objects.exists()


@pytest.mark.parametrize("page", ["x" * 101, "\x00", ""], ids=["long", "nul", "empty"])
def test_a_page_nobody_has_is_no_fault(as_person, cast, client, page):
    path, typed = edit_a_project(as_person, cast)
    form = form_of(as_person("sam").get(path)) | typed
    assert client.post(path, form | {"draft_page": page}).status_code == 302
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "name", ["password", "old_password1", "Password", "code", "recovery_code", "csrf_token"]
)
def test_a_secret_is_never_kept(cast, name):
    services.keep_draft(person_id=cast.sam.pk, page="/x/", values={name: ["s3cret"], "a": ["b"]})
    assert Draft.objects.get().values == {"a": ["b"]}


class Asked(PortalForm):
    title = forms.CharField()


class Secret(Asked):
    key = forms.CharField(widget=forms.PasswordInput)


class Unkept(Asked):
    keeps_no_draft = True


@pytest.mark.parametrize(
    ("form", "expected"), [(Asked, True), (Secret, False), (Unkept, False), (PortalForm, False)]
)
def test_a_form_with_secrets_or_without_questions_keeps_nothing(form, expected):
    assert is_kept(form()) is expected


def test_no_sign_in_page_marks_its_form_for_keeping(client, as_person, db):
    for page in (client.get("/account/login/"), as_person("sam").get("/account/password/change/")):
        assert "draft_owner" not in page.content.decode()


def test_the_log_form_keeps_its_own_draft_only(as_person, cast):
    page = lxml_html.fromstring(as_person("sam").get(LOG).content)
    assert len(page.cssselect("input[name=draft_owner]")) == 1


def test_scrap_paper_is_not_a_store(as_person):
    sam = as_person("sam")
    kept = [
        sam.post("/core/drafts/keep/", {"draft_page": f"page{number}", "title": "x"}).status_code
        for number in range(25)
    ]
    assert kept == [200] * 20 + [413] * 5
    assert sam.post("/core/drafts/keep/", {"draft_page": "page3", "title": "y"}).status_code == 200
    long_name = {"draft_page": "page3", "n" * 900: "x" * 199_500}
    assert sam.post("/core/drafts/keep/", long_name).status_code == 413


def test_a_form_given_to_somebody_else_is_not_kept(as_person):
    """An old tab, typed into after another person signed in."""
    olu = as_person("olu")
    token = services.owner_token(as_person("sam").get(LOG).wsgi_request.user)
    form = {"draft_page": "activities:activity_log", "title": "Sam’s words", "draft_owner": token}
    assert olu.post("/core/drafts/keep/", form).status_code == 403
    assert not Draft.objects.exists()
    form["draft_owner"] = services.owner_token(olu.get(LOG).wsgi_request.user)
    assert olu.post("/core/drafts/keep/", form).status_code == 200
