"""A small kind of import for tests: things with a name, a colour and a number, kept as drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.imports.kinds import Changed, Checked, Choice, Field, Kind, Likeness, Problem
from core.models import Draft

COLOURS = {"red": "red", "green": "green", "blue": "blue", "grey": "grey", "gray": "grey"}


@dataclass(frozen=True)
class Thing:
    name: str
    colour: str
    many: int


@dataclass(frozen=True)
class Known:
    colours: dict
    kept: frozenset


def _shown(draft) -> Changed:
    return Changed(
        key=draft.pk,
        title=draft.values["name"],
        address="/activities/",
        what="Touched: Olu Adeyemi, 3 May 2026" if "touched" in draft.values else "",
        when="1 May 2026",
        reference=f"D{draft.pk}",
    )


class PlainKind(Kind):
    """Rows of one name are one record if they say so with a "belongs"."""

    name = "things"
    title = "Old lists of things"
    one, many = "thing", "things"
    permission = "import_activities"
    mount = "activities"
    fields = (
        Field(
            "name", "Name of the thing", ("name", "thing", "what"), is_required=True, example="Cup"
        ),
        Field(
            "colour",
            "Colour",
            ("colour", "color", "shade"),
            is_required=True,
            has_options=True,
            word_list="colours",
            example="red",
        ),
        Field("many", "How many", ("number", "count", "no."), example="about 20"),
        Field("day", "Day", ("date",), takes_many=True),
        Field("set", "Set it belongs to", ("set",)),
    )
    choices = (Choice("is_doubled", "Count every number twice"),)
    preview_columns = ("Name", "Colour", "How many")

    def learn(self, *, by, told):
        added = {word.casefold(): word for word in told.to_add.get("colour", ())}
        return Known({**COLOURS, **added}, frozenset())

    def options(self, known, field):
        return [(colour, colour.capitalize()) for colour in sorted(set(known.colours.values()))]

    def check(self, rows, known) -> Iterator[Checked]:
        for number, (name, colour, many, day, together) in rows:
            problems, notes = [], []
            if not name:
                problems.append(Problem("name", "", "The name is empty. Give the thing a name."))
            found = known.colours.get(colour.casefold())
            if not found:
                problems.append(
                    Problem("colour", colour, f"“{colour}” is no colour we know.", ("red", "blue"))
                )
            digits = many.removeprefix("about ")
            if digits != many:
                notes.append("Numbers with “about” are kept as about so many.")
            if digits and not digits.isdigit():
                problems.append(Problem("many", many, "This is no number. Use figures."))
            if name == "Never":
                problems.append(Problem("", "", "Nobody wants this thing."))
            if problems:
                yield Checked(number, None, tuple(problems))
                continue
            thing = Thing(name, found or "", int(digits or 0))
            same = f"{name.casefold()}|{day}"
            yield Checked(number, thing, belongs=together, same_as=same, notes=tuple(notes))

    def preview(self, records, known):
        first = records[0]
        return (first.name, first.colour, str(sum(thing.many for thing in records)))

    def doubles(self, *, batch_id):
        found = Draft.objects.raw(
            "SELECT d.*, m.number FROM core_importmark m JOIN core_draft d"
            " ON m.same_as = md5(d.values->>'same')::uuid"
            " WHERE m.batch_id = %s ORDER BY m.number",
            [batch_id],
        )
        for draft in found:
            words = f"{draft.values['name']} is there already"
            yield Likeness(draft.number, str(draft.pk), words, "/activities/")

    def there(self, keys, viewer):
        found = Draft.objects.filter(pk__in=keys)
        return {
            str(d.pk): (d.values["name"], d.values["colour"], str(d.values["many"])) for d in found
        }

    def load(self, *, by, batch, groups, known, progress):
        made = rows = 0
        for group in groups:
            first = group[0].record
            Draft.objects.create(
                by=by,
                page=f"thing {batch.pk} {group[0].number}",
                values={
                    "name": first.name,
                    "colour": first.colour,
                    "many": sum(row.record.many for row in group),
                    "rows": [row.number for row in group],
                    "same": group[0].same_as,
                },
            )
            made += 1
            rows += len(group)
            progress(rows)
        return {"things": made}

    def changed_since(self, *, batch_id):
        changed = Draft.objects.filter(
            page__startswith=f"thing {batch_id} ", values__has_key="touched"
        )
        return [_shown(draft) for draft in changed]

    def left(self, *, batch_id, most):
        mine = Draft.objects.filter(page__startswith=f"thing {batch_id} ").order_by("pk")
        return [_shown(draft) for draft in mine[:most]]

    def undo(self, *, by, batch_id, keep, progress):
        mine = Draft.objects.filter(page__startswith=f"thing {batch_id} ").exclude(pk__in=keep)
        return {"things": mine.delete()[0]}

    def result_address(self, batch_id):
        return f"/activities/?import={batch_id}"
