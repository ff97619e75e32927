"""Problems, faults by row and column, and likely doubles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from core.imports import selectors
from core.imports.forms.problems import ImportProblemsForm
from core.imports.forms.steps import ImportAnswerForm, ImportDoublesForm
from core.imports.place import Place
from core.imports.rules import answer_blocker
from core.imports.selectors import shown
from core.imports.services import answers as services
from core.imports.sockets import kind_of
from core.imports.tables import problem_table
from core.imports.views.opened import opened
from core.models import ImportBatch
from core.pages import submit, submit_page
from core.tables import render_list


def import_problems(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Problems that read the same, biggest first, with one answer for all rows like it."""
    place, batch, kind = opened(request, batch_id)
    page = shown.question_page(batch, _number(request, "page"))
    fields = [question.field for question in page.questions]
    sure = shown.sure_answers(batch, kind)
    form = ImportProblemsForm(
        request.POST or None,
        version=batch.version,
        kind=kind,
        questions=page.questions,
        options=shown.options_of(batch, kind, request.user, fields),
        may_add=selectors.actor_of(request.user, kind, batch).may_keep_words,
        sure=sure,
    )
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.answer_questions(
                by=request.user,
                batch_id=batch.pk,
                expected=form.expected_version,
                answers=form.answers,
            ),
            then=lambda found: place.detail,
        )
        if done:
            return done
    context = {"form": form, "page": page, "sure": sure, "still_open": page.count - len(sure)}
    return _problems_page(request, batch, place, context)


@require_POST
def import_answer_drop(request: HttpRequest, batch_id: int, answer_id: int) -> HttpResponse:
    """Take an answer back."""
    place, batch, _kind = opened(request, batch_id)
    form = ImportAnswerForm(request.POST)
    done = submit(
        request,
        form,
        lambda: services.take_answer_back(
            by=request.user,
            batch_id=batch.pk,
            expected=form.expected_version,
            answer_id=answer_id,
        ),
        then=lambda found: place.detail,
    )
    if done:
        return done
    return _problems_page(
        request, batch, place, {"form": form, "page": shown.QuestionPage([], 0, 1)}
    )


def _problems_page(
    request: HttpRequest, batch: ImportBatch, place: Place, context: dict
) -> HttpResponse:
    kind = kind_of(batch.kind)
    repairs = shown.repairs_of(batch, kind)
    known = {
        "batch": batch,
        "kind": kind,
        "place": place,
        "answer_form": ImportAnswerForm(version=batch.version),
        "repairs": [(repair, place.to("answer_drop", repair.id)) for repair in repairs],
        "blocker": answer_blocker(selectors.facts_of(batch)),
    }
    return render(request, "core/imports/import_problems.html", {**known, **context})


def import_rows(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """Every fault by row and column, on the screen or as a file."""
    place, batch, kind = opened(request, batch_id)
    return render_list(
        request,
        problem_table(kind, batch),
        shown.problems_of(batch),
        None,
        "core/imports/import_rows.html",
        {"batch": batch, "place": place},
    )


def import_doubles(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Likely doubles: each, or all, in or out."""
    place, batch, kind = opened(request, batch_id)
    page = shown.double_page(batch, kind, request.user, _number(request, "after"))
    numbers = [line.number for line in page.lines]
    form = ImportDoublesForm(request.POST or None, version=batch.version, numbers=numbers)
    return submit_page(
        request,
        form,
        "core/imports/import_doubles.html",
        lambda: _decide(request, batch, form, numbers),
        then=lambda found: _after(place, page),
        context={
            "batch": batch,
            "place": place,
            "page": page,
            "doubles": selectors.doubles_of(batch),
            "blocker": answer_blocker(selectors.facts_of(batch)),
            "following": f"{place.doubles}?after={page.following}" if page.following else "",
        },
    )


def _decide(
    request: HttpRequest, batch: ImportBatch, form: ImportDoublesForm, numbers: list[int]
) -> ImportBatch:
    chosen = set(form.cleaned_data["bring_in"])
    return services.decide_doubles(
        by=request.user,
        batch_id=batch.pk,
        expected=form.expected_version,
        bring_in=chosen,
        leave_out=set(numbers) - chosen,
        all_in=form.all_in,
    )


def _after(place: Place, page: shown.DoublePage) -> str:
    """The next page of doubles, or back to the import."""
    return f"{place.doubles}?after={page.following}" if page.following else place.detail


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
