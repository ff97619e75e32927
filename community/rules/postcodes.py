"""Which district a postcode lies in. Of a postcode only the first half is ever kept."""

from __future__ import annotations

import re

# The whole code, or its first half alone.
SHAPE = re.compile(r"^([A-Z]{1,2}[0-9][0-9A-Z]?)(?:[0-9][A-Z]{2})?$")
FULL = re.compile(r"^([A-Z]{1,2}[0-9][0-9A-Z]?)[0-9][A-Z]{2}$")


def _spread(letters: str, numbers: str, *districts: str) -> dict[str, tuple[str, ...]]:
    return {f"{letters}{number}": districts for number in numbers.split()}


# Post towns follow their own lines: some first halves lie in more than one district.
DISTRICTS: dict[str, tuple[str, ...]] = {
    **_spread("ME", "1 2 4 5 7 8", "Medway"),
    **_spread("ME", "3", "Medway", "Gravesham"),
    **_spread("ME", "6 19 20", "Tonbridge and Malling"),
    **_spread("ME", "9 10 11 12 13", "Swale"),
    **_spread("ME", "14 15 16 17 18", "Maidstone"),
    **_spread("CT", "1 2 3 4 5 6", "Canterbury"),
    **_spread("CT", "7 8 9 10 11 12", "Thanet"),
    **_spread("CT", "13 14 15 16 17", "Dover"),
    **_spread("CT", "18 19 20 21", "Folkestone and Hythe"),
    **_spread("TN", "23 24 25 26 27 30", "Ashford"),
    **_spread("TN", "28 29", "Folkestone and Hythe"),
    **_spread("TN", "1 2 3 4 17 18", "Tunbridge Wells"),
    **_spread("TN", "9 10 11", "Tonbridge and Malling"),
    **_spread("TN", "12", "Maidstone", "Tonbridge and Malling", "Tunbridge Wells"),
    **_spread("TN", "8 13 14 15 16", "Sevenoaks"),
    **_spread("BR", "8", "Sevenoaks"),
    **_spread("DA", "1 2 9 10", "Dartford"),
    **_spread("DA", "3 4", "Dartford", "Sevenoaks"),
    **_spread("DA", "11 12 13", "Gravesham"),
}


def outward_code(text: str) -> str | None:
    """The first half of a postcode; empty for nothing typed, None where it is none."""
    packed = re.sub(r"[\s.-]", "", text).upper()
    if not packed:
        return ""
    # "CT12 4AA" and "CT1 24A": the longest second half wins, so a whole code is looked for first.
    match = FULL.match(packed) or SHAPE.match(packed)
    return match[1] if match else None


def districts_of(outward: str) -> tuple[str, ...]:
    """The names of the districts that the first half of a postcode lies in; none outside the county."""
    return DISTRICTS.get(outward, ())


def is_district_open(*, outward: str, before: str, chosen: str, chosen_before: str) -> bool:
    """Whether a district is looked up by its postcode: none was chosen, or the one from before was
    left standing beside a new postcode that does not lie in it. What somebody chose now stays.
    """
    is_left_standing = chosen == chosen_before and outward != before
    return not chosen or (is_left_standing and chosen not in districts_of(outward))
