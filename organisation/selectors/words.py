"""The word lists that the team keeps, by the name in their address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Lower, Trim
from django.http import Http404

from organisation.models import WORD_LISTS, Word


@dataclass(frozen=True)
class WordChoice:
    """A word to choose. `is_publication` is true only of kinds that are read, not attended."""

    id: int
    label: str
    hint: str
    is_publication: bool = False


@dataclass(frozen=True)
class ListFacts:
    """A word list: its address, its names and what it is for."""

    name: str
    title: str
    one: str
    about: str


LISTS = {
    "themes": ListFacts("themes", "Themes", "theme", "What activities are about."),
    "groups": ListFacts(
        "groups", "Groups of people", "group", "People that activities mean to reach, or reached."
    ),
    "interests": ListFacts(
        "interests", "Interests", "interest", "What people would like to help with or know about."
    ),
    "experiences": ListFacts(
        "experiences", "Experience", "kind of experience", "What people have done before."
    ),
    "activity-kinds": ListFacts(
        "activity-kinds", "Kinds of activity", "kind of activity", "What sort of activity it is."
    ),
    "place-kinds": ListFacts(
        "place-kinds", "Kinds of place", "kind of place", "What sort of place people meet in."
    ),
}


def word_lists_known() -> list[ListFacts]:
    """Every word list there is."""
    return list(LISTS.values())


def list_facts(name: str) -> ListFacts:
    """The names of a list; 404 if there is no such list."""
    if name not in LISTS:
        raise Http404
    return LISTS[name]


def _model(name: str) -> type[Word]:
    list_facts(name)
    return WORD_LISTS[name]


def _columns(model: type[Word], *names: str) -> tuple[str, ...]:
    has_reading = any(field.name == "is_publication" for field in model._meta.fields)
    return (*names, "is_publication") if has_reading else names


def word_list(name: str, *, also: Iterable[int] = ()) -> list[WordChoice]:
    """The words of a list that may be chosen, in its order.

    `also` holds words chosen earlier: they are offered still, though put away since.
    """
    model = _model(name)
    rows = model.objects.filter(Q(is_in_use=True) | Q(pk__in=list(also)))
    columns = _columns(model, "id", "label", "hint")
    return [WordChoice(*row) for row in rows.order_by("position", "label").values_list(*columns)]


def word_rows(name: str) -> QuerySet[Word]:
    """Every word of a list, those put away too."""
    return _model(name).objects.all()


def words_around(name: str, word_id: int) -> list[WordChoice]:
    """The other words in use, in their order: where a word may be put."""
    return [word for word in word_list(name) if word.id != word_id]


def find_word(name: str, word_id: int) -> Word:
    """One word of a list; 404 if there is none."""
    row = _model(name).objects.filter(pk=word_id).first()
    if row is None:
        raise Http404
    return row


def same_words(rows: QuerySet, field: str, text: str) -> QuerySet:
    """Rows whose name is the same but for capitals, spaces, full stops and hyphens."""
    return rows.annotate(plain_name=_plain(F(field))).filter(plain_name=_plain(Value(text)))


def _plain(expression) -> Func:
    """Lower case, with every run of spaces, hyphens, slashes and stops as one space."""
    return Trim(
        Func(
            Lower(expression),
            Value(r"[\s\u00a0./_\u2010-\u2015-]+"),
            Value(" "),
            Value("g"),
            function="regexp_replace",
        )
    )


def word_lists() -> list[tuple[ListFacts, int]]:
    """Each list with the number of its words in use."""
    return [
        (facts, WORD_LISTS[name].objects.filter(is_in_use=True).count())
        for name, facts in LISTS.items()
    ]
