"""The onion as rows: the table beside the picture, and its download."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.charts import Link, both, no_link
from activities.models.counts import Scope
from activities.onion import HAPPENED, PLANNED, Band, Named, Onion, Ring
from activities.selectors.levels import EITHER
from activities.selectors.onion import Asked, OnionFigure
from core.periods import FIRST_YEAR, LAST_YEAR, write_month
from core.tables.formulas import harmless


def list_link(asked: Asked) -> Link:
    """The address of the activity list behind each ring of an onion."""
    kept = {
        "from": write_month(asked.period.first),
        "to": write_month(asked.period.last),
    }
    if asked.period.is_endless:
        # The list takes undated plans too unless months are named; the onion never does.
        kept = {"from": f"{FIRST_YEAR}-01", "to": f"{LAST_YEAR}-12"}
    if asked.place.scope != Scope.TRUST:
        kept[asked.place.scope] = str(asked.place.id)
    path = reverse("activities:activity_list")

    def link(code: str, state: str) -> str:
        said = {"level": code, "state": state, **{name: v for name, v in kept.items() if v}}
        return f"{path}?{urlencode(said)}"

    return link


def link_of(figure: OnionFigure) -> Link:
    """The lists behind a figure's rings; the public has none."""
    return no_link if figure.is_public else list_link(figure.asked)


def title_of(asked: Asked) -> str:
    """What an onion is called: place and months."""
    return _("Engagement onion: %(place)s, %(months)s") % {
        "place": asked.place.label,
        "months": asked.period,
    }


def onion_columns(figure: OnionFigure) -> list[dict[str, Any]]:
    """The headings of the table."""
    columns: list[dict[str, Any]] = [
        {"text": _("Ring"), "header": True},
        {"text": _("Happened"), "numeric": True},
    ]
    if not figure.is_public:
        columns.append({"text": _("Planned"), "numeric": True})
    return [
        *columns,
        {"text": _("Of these, mapped"), "numeric": True},
        {"text": _("For example")},
    ]


def onion_rows(figure: OnionFigure) -> list[list[Any]]:
    """One row for each ring, outermost first, then one for each band."""
    onion, link, has_planned = figure.onion, link_of(figure), not figure.is_public
    rows = [
        _row(ring.level.name, ring, link, ring.level.code, ring.mapped, has_planned=has_planned)
        for ring in onion.rings
    ]
    rows += [
        _row(
            _("%(names)s (ring not known)") % {"names": both(band)},
            band,
            link,
            EITHER + band.recorded.code,
            band.total,
            has_planned=has_planned,
        )
        for band in onion.bands
    ]
    return rows


def _row(
    name: str, part: Ring | Band, link: Link, code: str, mapped: int, *, has_planned: bool
) -> list[Any]:
    cells: list[Any] = [name, _linked(part.happened, link(code, HAPPENED), name, _("happened"))]
    if has_planned:
        cells.append(_linked(part.planned, link(code, PLANNED), name, _("planned")))
    opens = bool(link(code, HAPPENED))
    return [*cells, f"{mapped:,}", _names(part.names, opens=opens)]


def _linked(count: int, address: str, name: str, state: str) -> Any:
    """A number that opens the list behind it; its link says of what."""
    if not address or not count:
        return f"{count:,}"
    return format_html(
        '<a href="{}">{}<span class="nhsuk-u-visually-hidden"> {}, {}</span></a>',
        address, f"{count:,}", name, state,
    )  # fmt: skip


def _names(names: Sequence[Named], *, opens: bool) -> SafeString:
    # One element, because the cells of a narrow table lay out each of theirs by itself.
    listed = format_html_join("; ", "{}", ((_name(name, opens=opens),) for name in names))
    return format_html("<span>{}</span>", listed)


def _name(name: Named, *, opens: bool) -> SafeString:
    note = f" ({_('planned')})" if name.state == PLANNED else ""
    if not opens:
        return format_html("{}{}", name.title, note)
    address = reverse("activities:activity_detail", args=[name.id])
    return format_html('<a href="{}">{}</a>{}', address, name.title, note)


_SAID = {HAPPENED: gettext_lazy("happened"), PLANNED: gettext_lazy("planned")}


def numbers_csv(figure: OnionFigure) -> str:
    """The onion's numbers, one line for each ring, band and state, ready for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(
        [_("Where"), _("From"), _("To"), _("Ring"), _("Ring known"), _("State"), _("Activities"),
         _("Of these, mapped"), _("As of")]
    )  # fmt: skip
    asked = figure.asked
    for name, is_known, state, count, mapped in _counts(figure.onion):
        if figure.is_public and state == PLANNED:
            continue
        writer.writerow(
            [
                harmless(asked.place.label),
                write_month(asked.period.first),
                write_month(asked.period.last),
                harmless(name),
                _("yes") if is_known else _("no"),
                _SAID[state],
                count,
                mapped,
                figure.as_of.isoformat(),
            ]
        )
    # Excel takes a file for UTF-8 only with this mark in front.
    return "\ufeff" + out.getvalue()


def _counts(onion: Onion) -> Iterator[tuple[str, bool, str, int, int]]:
    for ring in onion.rings:
        yield ring.level.name, True, HAPPENED, ring.happened, ring.mapped_happened
        yield ring.level.name, True, PLANNED, ring.planned, ring.mapped_planned
    for band in onion.bands:
        yield both(band), False, HAPPENED, band.happened, band.happened
        yield both(band), False, PLANNED, band.planned, band.planned
