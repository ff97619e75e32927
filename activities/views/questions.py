"""What those who run a session ask of those who sign up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from activities.forms.questions import QuestionForm, known_question
from activities.forms.sign_ups import AnswerForm
from activities.models import Question
from activities.selectors.questions import change_refusal, find_question
from activities.services import questions as services
from activities.views.preparation import found_run
from core.access import requires
from core.pages import submit_page


def _run(row: Question) -> str:
    return reverse("activities:opportunity_run", args=[row.opportunity_id])


@requires("log_activity")
def question_add(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Ask one more thing of everybody who signs up."""
    row = found_run(request, opportunity_id)
    form = QuestionForm(request.POST or None)
    return submit_page(
        request,
        form,
        "activities/question_add.html",
        lambda: services.add_question(by=request.user, opportunity_id=row.pk, entry=form.entry),
        then=_run,
        context={"opportunity": row, "session": row.session},
        said="Saved. Everybody who signs up from now on is asked.",
    )


@requires("log_activity")
def question_change(request: HttpRequest, question_id: int) -> HttpResponse:
    """Ask it in other words, as long as nobody has answered it."""
    row = find_question(question_id)
    opportunity = found_run(request, row.opportunity_id)
    form = QuestionForm(request.POST or None, initial=known_question(row), version=row.version)
    return submit_page(
        request,
        form,
        "activities/question_change.html",
        lambda: services.change_question(
            by=request.user, question_id=row.pk, expected=form.expected_version, entry=form.entry
        ),
        then=_run,
        context={
            "question": row,
            "opportunity": opportunity,
            "session": opportunity.session,
            "why_not": change_refusal(row),
        },
        said="Saved.",
    )


@requires("log_activity")
def question_end(request: HttpRequest, question_id: int) -> HttpResponse:
    """Ask it no more."""
    row = find_question(question_id)
    opportunity = found_run(request, row.opportunity_id)
    form = AnswerForm(request.POST or None, button="Ask it no more")
    return submit_page(
        request,
        form,
        "activities/question_end.html",
        lambda: services.end_question(by=request.user, question_id=row.pk),
        then=_run,
        context={"question": row, "opportunity": opportunity, "session": opportunity.session},
        said="It is not asked any more.",
    )
