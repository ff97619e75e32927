"""Staff enter somebody who joins by telephone, face to face or on paper."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from community.facts.joining import answer_rows
from community.forms import entries as forms
from community.models import Joining, Person
from community.rules.people import ENTER, KEEP
from community.selectors import joining as selectors
from community.selectors import paper as papers
from community.selectors.doubles import likely_doubles, signs_of, told_to
from community.services import entries as services
from community.services import joining as joining_services
from core.access import requires
from core.pages import sent_before, submit_page

PAGES = list(forms.ENTRY_PAGES)
CHECK = "check"
HIDDEN_NOW = (
    "They have joined. They chose that only the involvement team may find them, so the team sends "
    "the letter and gets in touch."
)
# On which of these pages each answer is asked.
PAGE_OF = {
    "name": "who",
    "shown_name": "who",
    "kinds": "who",
    "is_hidden": "who",
    "interests": "doing",
    "experiences": "doing",
    "brings": "doing",
    "availability": "doing",
    "meets": "doing",
    "needs": "needs",
    "asks_a_month": "doing",
    "consents": "agreed",
}


def _address(row: Joining, page: str) -> str:
    if page == CHECK:
        return reverse("community:entry_check", args=[row.pk])
    return reverse("community:entry_step", args=[row.pk, page])


def _next_page(row: Joining) -> str:
    return _address(row, next((each for each in PAGES if each not in row.turns), CHECK))


@requires(ENTER)
def entry_list(request: HttpRequest) -> HttpResponse:
    """Somebody wants to join: begin, or go on where one was interrupted."""
    context = {
        "rows": [(row, _next_page(row)) for row in selectors.own_entries(request.user)],
        "days": settings.JOIN_DAYS,
        "may_write": request.user.may(KEEP),
    }
    return render(request, "community/entry_list.html", context)


@requires(ENTER)
def entry_add(request: HttpRequest) -> HttpResponse:
    """Begin: how they join, and whether they are old enough."""
    form = forms.EntryAddForm(request.POST or None, age=settings.JOIN_MINIMUM_AGE)
    return submit_page(
        request,
        form,
        "community/entry_add.html",
        lambda: services.begin_entry(by=request.user, way_in=form.cleaned_data["way_in"]),
        then=_next_page,
    )


@requires(ENTER)
def entry_step(request: HttpRequest, joining_id: UUID, page: str) -> HttpResponse:
    """One page of the call; saved, so that one can be interrupted."""
    row = selectors.find_entry(request.user, joining_id)
    if page not in forms.ENTRY_PAGES:
        raise Http404
    form = forms.entry_form(page, row.way_in)(
        request.POST or None,
        answers=row.answers,
        lists=selectors.offered(papers.words_of_day(row)),
        version=row.turns.get(page, 0),
    )
    place = PAGES.index(page)
    is_last = "change" in request.GET or page == PAGES[-1]
    following = CHECK if is_last else PAGES[place + 1]
    back = _address(row, PAGES[place - 1]) if place else reverse("community:entry_list")
    context = {
        "row": row,
        "number": place + 1,
        "count": len(PAGES),
        "back": back,
        # Where no script asks while they type, the next page says it.
        "told": told_to(request.user, likely_doubles(**signs_of(row.answers))),
    }
    return submit_page(
        request,
        form,
        "community/entry_step.html",
        lambda: joining_services.save_answers(
            by=request.user,
            joining_id=row.pk,
            page=page,
            values=form.kept(),
            expected=form.expected_version,
            in_words=form.words_of,
        ),
        then=lambda _: _address(row, following),
        context=context,
    )


def _may_open(request: HttpRequest, row: Joining) -> bool:
    """Whether who types somebody in may open their record and letter afterwards."""
    return request.user.may(KEEP) or not row.answers.get("is_hidden")


@requires(ENTER)
def entry_check(request: HttpRequest, joining_id: UUID) -> HttpResponse:
    """Everything to read back, and whether there is a record of them already."""
    if (entered := selectors.entered_with(request.user, joining_id)) is not None:
        # A second press, or a page that never arrived: it worked.
        return redirect(_after(request, entered))
    row = selectors.find_entry(request.user, joining_id)
    told = told_to(request.user, likely_doubles(**signs_of(row.answers)))
    form = forms.EntryCheckForm(request.POST or None, has_doubles=told.is_any)
    names, may_open = selectors.words_of(row.answers), _may_open(request, row)
    answers = answer_rows(row.answers, names, email=row.answers.get("email", ""))
    rows = [
        {
            "key": each.key,
            "value": each.value,
            "href": f"{_address(row, PAGE_OF.get(each.field, 'reach'))}?change=1",
        }
        for each in answers
    ]
    return submit_page(
        request,
        form,
        "community/entry_check.html",
        lambda: joining_services.finish_joining(by=request.user, joining_id=row.pk),
        then=lambda person: _after(request, person),
        context={"row": row, "rows": rows, "told": told, "back": _address(row, PAGES[-1])},
        said="" if may_open else HIDDEN_NOW,
    )


def _after(request: HttpRequest, person: Person) -> str:
    """Where it goes on: with the letter, or back where nobody but the team may open it."""
    letter = papers.letter_of(request.user, person)
    if letter is None:
        return reverse("community:entry_list")
    return reverse("community:entry_done", args=[letter.pk])


@requires(ENTER)
def entry_stop(request: HttpRequest, joining_id: UUID) -> HttpResponse:
    """They changed their mind: every answer goes."""
    if done := sent_before(request):
        return done
    row = selectors.find_entry(request.user, joining_id)
    return submit_page(
        request,
        forms.EntryStopForm(request.POST or None),
        "community/entry_stop.html",
        lambda: joining_services.forget_joining(by=request.user, joining_id=row.pk),
        then=lambda _: reverse("community:entry_list"),
        context={"row": row, "back": _next_page(row)},
        said="The answers are removed.",
    )


@requires(ENTER)
def entry_done(request: HttpRequest, letter_id: int) -> HttpResponse:
    """They are a member: what to tell them, and the letter."""
    letter = papers.find_letter(request.user, letter_id)
    context = {
        "letter": letter,
        "person": letter.person,
        "days": settings.WELCOME_DAYS,
        "code": papers.code_for(letter.person),
    }
    return render(request, "community/entry_done.html", context)
