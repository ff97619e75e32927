"""The filters of a list: checked by django-filter, kept in the address, drawn as NHS.UK inputs.

A value that cannot be right gets a message beside its filter and is left out; the list is shown
without it, and says so: a filter passed over in silence shows what nobody asked for. Drawing is
plain Python because a widget template for each of sixty options costs more than the whole rest of
the page.
"""

from __future__ import annotations

import copy
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.tables.columns import words
from core.tables.found import Remark
from core.tables.stretches import Stretches
from core.text import one_line

LONGEST_VALUE = 200
SHOWN_OF_VALUE = 60

# Names of the list's own parts of an address; no filter may be called so.
SORT, PER_PAGE, AFTER, BEFORE, DOWNLOAD = "sort", "per_page", "after", "before", "download"
RESERVED = frozenset({SORT, PER_PAGE, AFTER, BEFORE, DOWNLOAD})

# The search box: a filter of this name is always open, and called a search.
SEARCH = "q"

# Forms of filter sets that name nobody, by their choices.
MOST_FORMS = 50
_FORMS: dict[Hashable, type[forms.Form]] = {}

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Active:
    """A filter that is set: what it says, and the address parts that belong to it."""

    label: str
    said: str
    pair: tuple[str, str]


@dataclass(frozen=True)
class Unused:
    """A part of the address that could not be used: the filter, what it said, what to do."""

    label: str
    said: str
    why: str


@dataclass(frozen=True)
class Address:
    """The shareable address of a list: its path, the set filters, sort and page size."""

    path: str
    filters: Pairs = ()
    sort: str = ""
    per_page: str = ""

    def to(
        self,
        *,
        filters: Pairs | None = None,
        sort: str | None = None,
        place: tuple[str, str] = ("", ""),
    ) -> str:
        """The address with some parts changed; `place` is a page's, or a download."""
        own = ((SORT, self.sort if sort is None else sort), (PER_PAGE, self.per_page))
        pairs = (*(self.filters if filters is None else filters), *own, place)
        query = urlencode([(name, value) for name, value in pairs if value])
        return f"{self.path}?{query}" if query else self.path

    def without(self, pair: tuple[str, str]) -> str:
        """The address with one filter value taken away."""
        return self.to(filters=tuple(kept for kept in self.filters if kept != pair))


class ChoiceFilter(django_filters.ChoiceFilter):
    """One of a list; copied for each request in its changing parts only.

    A filter set copies its filters to the last word; of sixteen that took longer than
    reading the page's rows.
    """

    def __deepcopy__(self, memo: dict) -> ChoiceFilter:
        twin = copy.copy(self)
        twin.extra = dict(self.extra)
        # Setting it binds it to the twin.
        twin.method = self.method
        return twin


class Filters:
    """A list's filters with the values of one request."""

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        filterset: type[django_filters.FilterSet] | None,
    ) -> None:
        self.form: forms.Form | None = None
        self.given = _cut(request.GET)
        self.queryset = queryset
        self.filterset = filterset
        self.choices: dict[str, _Once] = {}
        # What a filter set that searches has to say once it has been asked for its rows.
        self.remarks: tuple[Remark, ...] = ()
        # How its rows are best read, where it knows.
        self.stretches: Stretches | None = None
        if filterset is None:
            return
        bound = filterset(self.given, queryset=queryset, request=request)
        for name, each in bound.filters.items():
            if "choices" in each.extra:
                each.extra["choices"] = self.choices[name] = _Once(each.extra["choices"])
        if getattr(filterset, "names_nobody", False):
            bound.get_form_class = lambda: self._form_class(bound)
        self.form = bound.form
        taken = RESERVED & set(self.form.fields)
        if taken:
            raise ValueError(f"{filterset.__name__}: {', '.join(taken)} is a name of the list.")
        _prepare(self.form)
        self.queryset = bound.qs
        self.remarks = tuple(getattr(bound, "remarks", ()))
        self.stretches = getattr(bound, "stretches", None)

    def _form_class(self, bound: django_filters.FilterSet) -> type[forms.Form]:
        """The form of these choices, made once: each request fills in a copy of its fields."""
        mark = (type(bound), tuple(one.frozen for one in self.choices.values()))
        made = _FORMS.get(mark)
        if made is None:
            if len(_FORMS) >= MOST_FORMS:
                _FORMS.clear()
            made = _FORMS[mark] = type(bound).get_form_class(bound)
        return made

    @property
    def errors(self) -> dict[str, list[str]]:
        return (
            {name: [str(one) for one in said] for name, said in self.form.errors.items()}
            if self.form
            else {}
        )

    @cached_property
    def unused(self) -> list[Unused]:
        """What the address asks for and the list cannot do, in the order of the address."""
        fields, errors = self.form.fields if self.form else {}, self.errors
        return [
            Unused(
                label=str(fields[name].label or name) if name in fields else name,
                said=_shown(values),
                why=" ".join(errors.get(name, [])) or _("This list has no such filter."),
            )
            for name, values in self.given.lists()
            if name not in fields or name in errors
        ]

    def mark(self, field: forms.BoundField) -> Hashable:
        """All that a drawn filter shows, if it may be kept for the next reader; else None.

        Only in a filter set that says `names_nobody`: none of its choices is a person.
        """
        choices = self.choices.get(field.name)
        if choices is None or field.errors or not getattr(self.filterset, "names_nobody", False):
            return None
        return (self.filterset, field.name, field.value(), get_language(), choices.frozen)

    def active(self) -> list[Active]:
        """Every filter value that narrows the list, in the order of the filters."""
        return list(self._active()) if self.form else []

    def _active(self) -> Iterator[Active]:
        for name, value in self.form.cleaned_data.items():
            if value in (None, "", [], ()) or (isinstance(value, QuerySet) and not value):
                continue
            field = self.form.fields[name]
            label = _("Search") if name == SEARCH else str(field.label or name)
            texts = dict.fromkeys(text for text in self.form.data.getlist(name) if text)
            said = _sayings(field, value)
            for text in texts:
                other = text if isinstance(field, forms.CharField) else words(value)
                yield Active(label, said.get(text, other), (name, text))


class _Once:
    """Choices that are worked out once for checking, drawing and naming.

    They may come from a query; and Django copies a list of them with every form, but not
    what a function will answer.
    """

    def __init__(self, given: Any) -> None:
        self.given = given

    def __call__(self) -> list:
        if callable(self.given):
            self.given = self.given()
        return self.given

    @cached_property
    def frozen(self) -> tuple:
        """The same, fit for a key."""
        return tuple(
            (key, tuple(map(tuple, said)) if isinstance(said, list | tuple) else str(said))
            for key, said in self()
        )

    def __len__(self) -> int:
        return len(self())

    def __deepcopy__(self, memo: dict) -> _Once:
        return self


def _sayings(field: forms.Field, value: Any) -> dict[str, str]:
    """What each chosen value is called, by its text in the address."""
    if isinstance(value, Model):
        return {str(field.prepare_value(value)): str(value)}
    if isinstance(field, forms.ModelMultipleChoiceField):
        return {str(field.prepare_value(one)): str(one) for one in value}
    if isinstance(field, forms.BooleanField | forms.NullBooleanField):
        return {}
    return {str(key): str(label) for key, label in _flat(getattr(field, "choices", ()))}


def _flat(choices) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


def _cut(given: QueryDict) -> QueryDict:
    """The request's values, none much longer than is allowed: enough to be refused."""
    kept = QueryDict(mutable=True)
    for name, values in given.lists():
        if name not in RESERVED:
            kept.setlist(name, [value[: LONGEST_VALUE + 1] for value in values[:LONGEST_VALUE]])
    return kept


def _shown(values: Sequence[str]) -> str:
    """Values of an address, fit for a sentence."""
    said = one_line(", ".join(values))
    return said if len(said) <= SHOWN_OF_VALUE else f"{said[: SHOWN_OF_VALUE - 1]}…"


def _prepare(form: forms.Form) -> None:
    """Messages that say what to do (Django's repeat what was sent), and a limit."""
    choose = _("Choose one from the list.")
    messages = {"invalid_choice": choose, "invalid_pk_value": choose, "invalid_list": choose}
    limit = MaxLengthValidator(
        LONGEST_VALUE, _("Use %(limit)s characters or fewer.") % {"limit": LONGEST_VALUE}
    )
    for field in form.fields.values():
        field.error_messages.update(messages)
        if isinstance(field, forms.DateField):
            field.error_messages["invalid"] = _("Enter a date like 27/03/2026.")
        elif isinstance(field, forms.DecimalField | forms.IntegerField | forms.FloatField):
            field.error_messages["invalid"] = _("Enter a number.")
        elif isinstance(field, forms.CharField):
            field.validators.append(limit)


def text_of(field: forms.BoundField) -> str:
    """What a text, number or date input shows: what was sent, even if it was wrong."""
    value = field.value()
    if isinstance(value, date):
        return value.isoformat()
    # A page may not hold the character that no text has.
    return str(value or "").replace("\x00", "\ufffd")
