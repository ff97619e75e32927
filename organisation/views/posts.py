"""Pages about posts: who works where, from–to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.access import requires
from core.exports.pages import render_listing
from core.history import changes
from core.pages import submit_page
from organisation import exports, forms, rules, selectors, services
from organisation.rules import PartFacts


def _page(post) -> str:
    return reverse("organisation:post_detail", args=[post.pk])


@requires("keep_organisation")
def post_list(request: HttpRequest) -> HttpResponse:
    """Every post, past ones too."""
    listing = exports.post_listing(request.user)
    return render_listing(request, listing, "organisation/post_list.html")


@requires("keep_organisation")
def post_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One post, with its history."""
    post = selectors.find_post(pk)
    facts = PartFacts(str(post), post.valid_from, post.valid_to)
    context = {
        "post": post,
        "history": changes(post, reader=request.user),
        "may_end": rules.end_post_blocker(request.user, facts, None) is None,
    }
    return render(request, "organisation/post_detail.html", context)


@requires("keep_organisation")
def post_add(request: HttpRequest) -> HttpResponse:
    """Give a person a post. `?place=` names the directorate or service, as d3 or s12."""
    form = forms.PostAddForm(
        request.POST or None,
        initial={"place": request.GET.get("place", "")},
        people=selectors.people_to_post(),
        directorates=selectors.directorates_in_force(),
        services=selectors.services_in_force(),
    )
    return submit_page(
        request,
        form,
        "organisation/post_add.html",
        lambda: services.add_post(by=request.user, **form.post),
        then=_page,
        said="The post is added.",
    )


@requires("keep_organisation")
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post."""
    post = selectors.find_post(pk)
    form = forms.PostEndForm(request.POST or None)
    return submit_page(
        request,
        form,
        "organisation/post_end.html",
        lambda: services.end_post(by=request.user, post_id=pk, **form.cleaned_data),
        then=_page,
        context={"post": post},
    )
