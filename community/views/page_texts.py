"""The joining pages in Easy Read and other languages: read by everyone, written by the team."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from community.forms import page_texts as forms
from community.forms.joining import STEPS
from community.models import PageText
from community.rules.people import KEEP
from community.selectors import page_texts as selectors
from community.services import page_texts as services
from community.tables.page_texts import TEXTS
from core.access import public, requires
from core.files.pages import serve
from core.files.uploads import takes_files
from core.history import changes
from core.pages import submit_page
from core.tables import render_list


@public
def join_text(request: HttpRequest, text_id: int) -> HttpResponse:
    """One page in Easy Read or another language."""
    text = selectors.readable_text(request.user, text_id)
    context = {
        "text": text,
        "parts": list(selectors.parts_of(text)),
        "others": selectors.other_texts(text.page).exclude(pk=text.pk),
        "back": _page_of(text.page),
    }
    return render(request, "community/join_text.html", context)


def _page_of(page: str) -> str:
    """The page in its own words, to go back to."""
    if page == PageText.Page.CHECK:
        return reverse("join:join_check")
    return reverse("join:join_step", args=[page]) if page in STEPS else reverse("join:join_start")


@public
def join_picture(request: HttpRequest, picture_id: int) -> HttpResponseBase:
    """A picture of such a text; of one that is not shown, to the team alone."""
    return serve(request, selectors.readable_picture(request.user, picture_id).file)


@requires(KEEP)
def text_list(request: HttpRequest) -> HttpResponse:
    """Every text in other words."""
    return render_list(
        request, TEXTS, selectors.all_texts(), None, "community/text_list.html", may_download=False
    )


@requires(KEEP)
def text_add(request: HttpRequest) -> HttpResponse:
    """Write a page in other words."""
    form = forms.TextAddForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/text_add.html",
        lambda: services.add_page_text(by=request.user, **form.cleaned_data),
        then=lambda text: reverse("community:text_change", args=[text.pk]),
        said="Saved. Add pictures, then show it to everyone.",
    )


@requires(KEEP)
def text_change(request: HttpRequest, text_id: int) -> HttpResponse:
    """Change a text; its pictures and its history."""
    text = selectors.find_text(text_id)
    initial = {"title": text.title, "body": text.body, "is_shown": text.is_shown}
    form = forms.TextChangeForm(request.POST or None, version=text.version, initial=initial)
    return submit_page(
        request,
        form,
        "community/text_change.html",
        lambda: services.change_page_text(
            by=request.user, text_id=text_id, expected=form.expected_version, **form.cleaned_data
        ),
        then=lambda _: reverse("community:text_change", args=[text_id]),
        context={
            "text": text,
            "pictures": selectors.team_pictures(text),
            "missing": selectors.missing_pictures(text),
            "history": changes(text, reader=request.user),
        },
        said="The text is saved.",
    )


@requires(KEEP)
@takes_files(most_bytes=services.TAKES.most_bytes)
def picture_add(request: HttpRequest, text_id: int) -> HttpResponse:
    """Put a picture to a text."""
    text = selectors.find_text(text_id)
    is_sent = request.method == "POST"
    form = forms.PictureAddForm(
        request.POST if is_sent else None, request.FILES if is_sent else None
    )
    return submit_page(
        request,
        form,
        "community/picture_add.html",
        lambda: services.add_page_picture(by=request.user, text_id=text_id, **form.cleaned_data),
        then=lambda _: reverse("community:text_change", args=[text_id]),
        context={"text": text},
    )


@requires(KEEP)
def picture_remove(request: HttpRequest, picture_id: int) -> HttpResponse:
    """Take a picture out."""
    picture = selectors.find_picture(picture_id)
    return submit_page(
        request,
        forms.PictureRemoveForm(request.POST or None),
        "community/picture_remove.html",
        lambda: services.remove_page_picture(by=request.user, picture_id=picture_id),
        then=lambda text: reverse("community:text_change", args=[text.pk]),
        context={"picture": picture},
    )
