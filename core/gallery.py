"""The page of every component in use, and the style sheet of the trust's colours."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import public
from core.context import theme_css
from core.gallery_examples import examples

YEAR = 60 * 60 * 24 * 365


@public
def theme(request: HttpRequest) -> HttpResponse:
    """The trust's colours. The address carries a mark of the content, so it may be kept for a year."""
    response = HttpResponse(theme_css(), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


@public
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component and form field in every state in use; only where nobody's data is."""
    if not (settings.DEMO_MODE or settings.DEBUG):
        raise Http404
    return render(request, "core/gallery.html", examples())
