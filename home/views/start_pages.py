"""The page that "/" shows: to a visitor what this is, to anyone else what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from activities.selectors.onion import trust_figure
from core.access import public
from home.selectors import start_of
from users.permissions import Role


@public
def start(request: HttpRequest) -> HttpResponse:
    """The start page of a visitor, or of a person by their roles."""
    if not request.user.is_authenticated:
        context = {"figure": trust_figure(is_public=True)}
        return render(request, "home/start_visitor.html", context)
    if request.user.role_set == {Role.CO_CREATOR}:
        return redirect("home:my_involvement")
    page = start_of(request.user, timezone.localdate())
    return render(request, "home/start.html", {"start": page, "figure": page.figure})
