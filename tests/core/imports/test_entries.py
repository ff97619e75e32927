"""One entry of a cell that holds several, put right without touching the others."""

import pytest

from core.imports.checking import with_entry


@pytest.mark.parametrize(
    ("cell", "text", "then"),
    [
        ("Carers; art", "Music", "Carers; Music"),
        ("art; Carers", "", "Carers"),
        ("Carers\n- art\n- Staff", "", "Carers\n \n- Staff"),
        ("art, art|art", "Music", "Music, Music| Music"),
        ("party; artists; state of the art; art", "Music", "party; artists; state of the art; Music"),
        ("Art; smart", "Music", "Art; smart"),
        ("art; ", "", ""),
    ],
)  # fmt: skip
def test_only_whole_entries_are_put_right(cell, text, then):
    assert with_entry(cell, "art", text) == then


def test_an_entry_with_signs_is_taken_as_it_is():
    assert with_entry("a.b (c); axb (c)", "a.b (c)", r"\1") == r"\1; axb (c)"
