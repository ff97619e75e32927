"""The filters of the activity list; the onion's rings link here with the same names."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from activities.models import Activity, ActivityGroup, ActivityPartner, ActivityTheme, Session
from activities.models.search import as_array
from activities.rules.log import last_day
from activities.selectors.levels import Levels
from activities.selectors.log import LogChoices, log_choices
from activities.selectors.search import remarks_on, understood, with_marks
from core.tables.filters import ChoiceFilter
from core.tables.found import Remark
from core.tables.stretches import Stretches

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class MonthField(forms.CharField):
    """A month as people write it: 2026-05, 05/2026, May 2026. Gives its first day."""

    def clean(self, value: Any) -> date | None:
        text = super().clean(value).strip().lower()
        if not text:
            return None
        for pattern in (
            r"(?P<year>\d{4})-(?P<month>\d{1,2})",
            r"(?P<month>\d{1,2})[/.](?P<year>\d{4})",
        ):
            found = re.fullmatch(pattern, text, re.ASCII)
            if found:
                return self._first_day(int(found["year"]), int(found["month"]))
        found = re.fullmatch(r"(?P<name>[a-z]{3,9})\s+(?P<year>\d{4})", text, re.ASCII)
        if found and found["name"][:3] in MONTHS:
            return self._first_day(int(found["year"]), MONTHS.index(found["name"][:3]) + 1)
        raise forms.ValidationError(_("Enter a month like May 2026 or 05/2026."))

    def _first_day(self, year: int, month: int) -> date:
        if not (1900 <= year <= 2100 and 1 <= month <= 12):
            raise forms.ValidationError(_("Enter a month like May 2026 or 05/2026."))
        return date(year, month, 1)


class MonthFilter(django_filters.Filter):
    field_class = MonthField


def _choice(label: str, method: str) -> ChoiceFilter:
    return ChoiceFilter(label=label, choices=[], method=method, empty_label="Any")


class ActivityFilters(django_filters.FilterSet):
    """Search and filters; "from" and "to" are whole months, as on the onion."""

    q = django_filters.CharFilter(label="Words of an activity, or its reference", method="by_words")
    level = _choice("Level", "by_level")
    directorate = _choice("Directorate", "by_directorate")
    service = _choice("Service", "by_service")
    state = ChoiceFilter(
        label="Planned or happened",
        field_name="counted_state",
        choices=[("happened", "Happened"), ("planned", "Planned")],
        empty_label="Any",
    )
    status = ChoiceFilter(label="Status", choices=Activity.Status.choices, empty_label="Any")
    kind = _choice("Kind", "by_id")
    place = _choice("Kind of place", "by_place")
    when = ChoiceFilter(
        label="Evening or weekend",
        choices=[("evening", "In the evening"), ("weekend", "At a weekend")],
        method="by_time",
        empty_label="Any time",
    )
    project = _choice("Project", "by_id")
    theme = _choice("Theme", "by_theme")
    group = _choice("Group reached", "by_group")
    partner = _choice("Partner", "by_partner")
    standing = ChoiceFilter(
        label="Goes on all the time",
        field_name="is_standing",
        choices=[("True", "Yes"), ("False", "No")],
        empty_label="Any",
    )
    mine = ChoiceFilter(
        label="Mine",
        choices=[("logged", "Logged by me"), ("led", "Led by me")],
        method="by_me",
        empty_label="Everyone’s",
    )

    # Word lists, projects and parts of the trust: drawn filters may be kept.
    names_nobody = True

    # How a search was understood, once it was made.
    remarks: tuple[Remark, ...] = ()
    stretches: Stretches | None = None

    class Meta:
        model = Activity
        fields: list[str] = []

    def __init__(self, data: Any = None, queryset: Any = None, *, request: Any, **kwargs: Any):
        super().__init__(data, queryset, request=request, **kwargs)
        months = {
            "from": MonthFilter(label="From month", method=self._from),
            "to": MonthFilter(label="To month", method=self._to),
        }
        # Named like its address, which is a word of Python's own.
        import_filter = _choice("Came in with", "by_import")
        added: list[django_filters.Filter] = [*months.values(), import_filter]
        for each in added:
            each.parent, each.model = self, Activity
        # In the order of the page: what, how deep, when, where.
        kept = list(self.filters.items())
        self.filters.clear()
        self.filters.update(dict(kept[:2]) | months | dict(kept[2:]) | {"import": import_filter})
        choices = log_choices(request.user)
        self.levels = choices.levels
        self._offer(choices, self.levels)

    def _offer(self, choices: LogChoices, levels: Levels) -> None:
        directorates = {o.extra: o.note for o in choices["service"]}
        offers = {
            "level": [
                (ladder, [(row.code, row.name) for row in levels.rows if row.ladder_name == ladder])
                for ladder in dict.fromkeys(row.ladder_name for row in levels.rows)
            ]
            + ([("Ring not known", levels.either)] if levels.either else []),
            "directorate": sorted(directorates.items(), key=lambda pair: pair[1]),
            "service": choices.pairs("service"),
            "kind": choices.pairs("kind"),
            "place": choices.pairs("place_kind"),
            "project": choices.pairs("project"),
            "theme": choices.pairs("theme"),
            "group": choices.pairs("group"),
            "import": choices.pairs("import"),
            "partner": choices.pairs("partner"),
        }
        for name, pairs in offers.items():
            self.filters[name].extra["choices"] = pairs

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        found = understood(value)
        self.remarks = tuple(remarks_on(found))
        if not found.query:
            return found.narrowed(rows)
        # The first of all filters: nothing is narrowed yet.
        marked = with_marks(rows, found)
        is_alone = sum(bool(value) for value in self.form.cleaned_data.values()) == 1
        at_least = found.uses if is_alone else 0
        self.stretches = Stretches(marked, found.first_on, found.last_on, at_least)
        return found.narrowed(marked)

    def by_level(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        # Whatever has a level is one or the other: said, so that the index of rings can be read.
        levels = self.levels.recorded_as(value)
        rows = rows.filter(counted_state__in=["happened", "planned"], counted_level_id__in=levels)
        if not self.form.cleaned_data.get("q"):
            return rows
        # With words, the index of words is read, which knows levels as arrays.
        return rows.alias(levels=as_array("counted_level_id")).filter(levels__overlap=levels)

    def by_id(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(**{f"{name}_id": int(value)})

    def by_directorate(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(directorate_ids__contains=[int(value)])

    def by_service(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(service_ids__contains=[int(value)])

    def by_place(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return self._with_session(rows, place_kind_id=int(value))

    def by_time(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        asked = {"part_of_day": "evening"} if value == "evening" else {"is_weekend": True}
        return self._with_session(rows, **asked)

    def _with_session(self, rows: QuerySet, **asked: Any) -> QuerySet:
        sessions = Session.objects.filter(activity=OuterRef("pk"), **asked)
        return rows.filter(Exists(sessions.exclude(status=Session.Status.CANCELLED)))

    def by_theme(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        tagged = ActivityTheme.objects.filter(activity=OuterRef("pk"), theme_id=int(value))
        return rows.filter(Exists(tagged))

    def by_group(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        links = ActivityGroup.objects.filter(activity=OuterRef("pk"), is_reached=True)
        return rows.filter(Exists(links.filter(group_id=int(value))))

    def by_import(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(batch_id=int(value))

    def by_partner(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        links = ActivityPartner.objects.filter(activity=OuterRef("pk"), partner_id=int(value))
        return rows.filter(Exists(links))

    def by_me(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        person = self.request.user
        return rows.filter(logged_by=person) if value == "logged" else rows.filter(led_by=person)

    def _from(self, rows: QuerySet, name: str, value: date) -> QuerySet:
        goes_on = Q(span_to__isnull=True, is_standing=True)
        return rows.filter(Q(span_to__gte=value) | goes_on)

    def _to(self, rows: QuerySet, name: str, value: date) -> QuerySet:
        no_start = Q(span_from__isnull=True, is_standing=True)
        return rows.filter(Q(span_from__lte=last_day(value, "month")) | no_start)
