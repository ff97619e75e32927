"""Pages about the word lists that the involvement team keeps."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.access import requires
from core.exports.pages import render_listing
from core.history import changes
from core.history.pages import versions_at
from core.pages import submit, submit_page
from organisation import exports, forms, selectors, services

KEEP = "keep_word_lists"


def _list(name: str) -> str:
    return reverse("organisation:word_list", args=[name])


@requires(KEEP)
def word_lists(request: HttpRequest) -> HttpResponse:
    """The word lists there are."""
    return render(request, "organisation/word_lists.html", {"lists": selectors.word_lists()})


@requires(KEEP)
def word_list(request: HttpRequest, name: str) -> HttpResponse:
    """One word list in its order, words put away too."""
    context = {"facts": selectors.list_facts(name)}
    listing = exports.word_listing(request.user, name)
    return render_listing(request, listing, "organisation/word_list.html", context)


@requires(KEEP)
def word_add(request: HttpRequest, name: str) -> HttpResponse:
    """Add a word at the end of a list."""
    facts = selectors.list_facts(name)
    kind = forms.KindAddForm if name == "activity-kinds" else forms.WordAddForm
    form = kind(request.POST or None)
    return submit_page(
        request,
        form,
        "organisation/word_add.html",
        lambda: services.add_word(by=request.user, word_list=name, **form.cleaned_data),
        then=lambda row: _list(name),
        context={"facts": facts},
        said="The word is added at the end of the list.",
    )


@requires(KEEP)
def word_change(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Reword an entry."""
    word = selectors.find_word(name, pk)
    known = {"label": word.label, "hint": word.hint}
    form = forms.WordChangeForm(request.POST or None, version=word.version, initial=known)
    if request.method == "POST":
        seen = form.expected_version
        done = submit(
            request,
            form,
            lambda: services.change_word(
                by=request.user, word_list=name, word_id=pk, expected=seen, **form.cleaned_data
            ),
            then=lambda row: _list(name),
        )
        if done:
            messages.success(request, "The word is saved.")
            return done
    context = {
        "form": form,
        "facts": selectors.list_facts(name),
        "word": word,
        "history": changes(
            word, reader=request.user, back=versions_at("organisation:word_restore", name, pk)
        ),
    }
    return render(request, "organisation/word_change.html", context)


@requires(KEEP)
def word_place(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Move a word to another place in its list."""
    word = selectors.find_word(name, pk)
    form = forms.WordPlaceForm(request.POST or None, others=selectors.words_around(name, pk))
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.place_word(
                by=request.user, word_list=name, word_id=pk, after_id=form.after_id
            ),
            then=lambda row: _list(name),
        )
        if done:
            messages.success(request, "The word is moved.")
            return done
    context = {"form": form, "facts": selectors.list_facts(name), "word": word}
    return render(request, "organisation/word_place.html", context)


@requires(KEEP)
def word_put_away(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """No longer offer a word."""
    word = selectors.find_word(name, pk)
    form = forms.PutAwayForm(request.POST or None)
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.put_away_word(by=request.user, word_list=name, word_id=pk),
            then=lambda row: _list(name),
        )
        if done:
            return done
    context = {"form": form, "facts": selectors.list_facts(name), "word": word}
    return render(request, "organisation/word_put_away.html", context)


@requires(KEEP)
def word_bring_back(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Offer a word again."""
    word = selectors.find_word(name, pk)
    form = forms.BringBackForm(request.POST or None)
    return submit_page(
        request,
        form,
        "organisation/word_bring_back.html",
        lambda: services.bring_back_word(by=request.user, word_list=name, word_id=pk),
        then=lambda row: _list(name),
        context={"facts": selectors.list_facts(name), "word": word},
    )
