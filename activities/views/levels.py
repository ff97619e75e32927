"""Pages about the levels: what they mean, which one it is, and their words."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from activities.forms.levels import LevelFinderForm, LevelRewordForm
from activities.rules.levels import suggest_level
from activities.selectors.levels import all_levels
from activities.selectors.wordings import ladder_pages, level_page
from activities.services.levels import WORDS, reword_level
from core.access import public, requires
from core.pages import submit_page


@public
def level_list(request: HttpRequest) -> HttpResponse:
    """The five levels and the six rings of 2020, and how they correspond."""
    may_reword = request.user.is_authenticated and request.user.may("keep_levels")
    context = {"ladders": ladder_pages(), "may_reword": may_reword}
    return render(request, "activities/level_list.html", context)


@public
def level_finder(request: HttpRequest) -> HttpResponse:
    """A few questions that suggest a level and say why; the person decides."""
    form = LevelFinderForm(request.GET or None)
    suggestion = level = None
    if form.is_bound and form.is_valid():
        suggestion = suggest_level(form.answers)
        level = all_levels().by_code[suggestion.code]
    may_log = request.user.is_authenticated and request.user.may("log_activity")
    context: dict[str, Any] = {
        "form": form,
        "suggestion": suggestion,
        "level": level,
        "may_log": may_log,
    }
    if may_log and level:
        context["use_url"] = f"{reverse('activities:activity_log')}?level={level.code}"
    return render(request, "activities/level_finder.html", context)


@requires("keep_levels")
def level_reword(request: HttpRequest, code: str) -> HttpResponse:
    """New words for one level; the earlier ones stay."""
    page = level_page(code)
    if page is None:
        raise Http404
    words = {name: getattr(page.current, name) for name in WORDS}
    form = LevelRewordForm(request.POST or None, initial=words, version=page.current.version)
    return submit_page(
        request,
        form,
        "activities/level_reword.html",
        lambda: reword_level(
            by=request.user,
            level_id=page.level.id,
            expected=form.expected_version,
            **form.cleaned_data,
        ),
        then=lambda wording: reverse("activities:level_list") + f"#{code}",
        context={"page": page},
    )
