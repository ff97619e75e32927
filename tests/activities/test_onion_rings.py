"""Which ring a record belongs to, where the rings lie, and what the picture says. No database."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some
from lxml import etree

from activities.charts import NARROW, WIDE, described, onion_picture
from activities.charts.sheet import Sheet
from activities.onion import HAPPENED, PLANNED, Named, Onion, build_onion, planned_slice
from activities.selectors.levels import DEFAULT_LADDER, OLD_LADDER, LevelFact, Levels
from core.charts import INK, depth_colours, shorten, text_width, wrap
from core.context import contrast, luminance

FIVE = ["inform", "engage", "involve", "collaborate", "co-create"]
SIX = [
    "information-giving",
    "stimulating-thinking",
    "understanding-thinking",
    "informed-decision-making",
    "collaboration",
    "co-production",
]
ALIKE = {1: [11], 2: [12, 13], 3: [14], 4: [15], 5: [16],
         11: [1], 12: [2], 13: [2], 14: [3], 15: [4], 16: [5]}  # fmt: skip


def level(pk: int, code: str, ladder: str, position: int, *, is_deep: bool) -> LevelFact:
    name = code.replace("-", " ").capitalize()
    return LevelFact(
        pk, code, ladder, ladder, position, is_deep, pk, name, "", "", "", tuple(ALIKE[pk])
    )


LEVELS = Levels(
    tuple(
        level(start + place, code, ladder, place + 1, is_deep=place >= len(codes) - 2)
        for start, ladder, codes in ((1, DEFAULT_LADDER, FIVE), (11, OLD_LADDER, SIX))
        for place, code in enumerate(codes)
    )
)
SVG = "{http://www.w3.org/2000/svg}"


def by_code(onion: Onion) -> dict[str, tuple[int, int, int]]:
    return {ring.level.code: (ring.happened, ring.planned, ring.mapped) for ring in onion.rings}


def drawn(onion: Onion, look=WIDE, **options):
    """The picture as a tree: it must be well-formed."""
    svg = onion_picture("pic", onion, title="The onion", look=look, **options)
    return etree.fromstring(svg.encode())


def said(tree) -> str:
    return " ".join("".join(each.itertext()) for each in tree.iter(f"{SVG}text"))


# --- Which ring ------------------------------------------------------------------------


def test_what_is_recorded_on_the_ladder_counts_in_its_own_ring():
    onion = build_onion(LEVELS, DEFAULT_LADDER, {(3, HAPPENED): 4, (5, PLANNED): 2})
    assert by_code(onion)["involve"] == (4, 0, 0)
    assert by_code(onion)["co-create"] == (0, 2, 0)
    assert (onion.happened, onion.planned, onion.mapped) == (4, 2, 0)


def test_both_old_rings_that_engage_covers_count_as_engage_and_are_marked_mapped():
    onion = build_onion(
        LEVELS, DEFAULT_LADDER, {(12, HAPPENED): 3, (13, HAPPENED): 4, (2, HAPPENED): 1}
    )
    assert by_code(onion)["engage"] == (8, 0, 7)
    assert onion.bands == ()


def test_engage_on_the_six_rings_is_one_band_and_in_neither_ring():
    onion = build_onion(
        LEVELS, OLD_LADDER, {(2, HAPPENED): 9, (2, PLANNED): 1, (12, HAPPENED): 3, (1, HAPPENED): 5}
    )
    assert by_code(onion)["stimulating-thinking"] == (3, 0, 0)
    assert by_code(onion)["understanding-thinking"] == (0, 0, 0)
    assert by_code(onion)["information-giving"] == (5, 0, 5)
    (band,) = onion.bands
    assert [one.code for one in band.levels] == ["stimulating-thinking", "understanding-thinking"]
    assert (band.happened, band.planned) == (9, 1)
    assert (onion.happened, onion.planned) == (17, 1)


def test_a_level_that_matches_nothing_is_said_and_not_placed():
    lonely = LevelFact(99, "odd", "third", "third", 1, False, 99, "Odd", "", "", "", ())
    onion = build_onion(Levels((*LEVELS.rows, lonely)), DEFAULT_LADDER, {(99, HAPPENED): 2})
    assert onion.elsewhere == 2
    assert onion.is_empty


@given(
    some.dictionaries(
        some.tuples(some.sampled_from(sorted(ALIKE)), some.sampled_from([HAPPENED, PLANNED])),
        some.integers(1, 500),
    ),
    some.sampled_from([DEFAULT_LADDER, OLD_LADDER]),
)
def test_no_record_is_lost_or_counted_twice_on_either_ladder(counts, ladder):
    onion = build_onion(LEVELS, ladder, counts)
    assert onion.happened + onion.planned == sum(counts.values())


def test_standing_activities_are_named_first():
    names = {(1, HAPPENED): [Named(1, "New", False), Named(2, "Old", True)]}
    onion = build_onion(LEVELS, DEFAULT_LADDER, {(1, HAPPENED): 2}, names)
    assert [name.title for name in onion.rings[0].names] == ["Old", "New"]


# --- The picture -----------------------------------------------------------------------


def sheet_of(onion: Onion, look):
    return Sheet("pic", onion, look, lambda code, state: "")


@pytest.mark.parametrize("look", [WIDE, NARROW])
@pytest.mark.parametrize("ladder", [DEFAULT_LADDER, OLD_LADDER])
def test_every_ring_lies_inside_the_one_around_it(look, ladder):
    onion = build_onion(LEVELS, ladder, {(2, HAPPENED): 3})
    for outer, inner in pairwise(sheet_of(onion, look).ovals):
        for x, y in inner.points():
            assert abs(x - outer.x) < outer.half_width(y) + 0.5


@pytest.mark.parametrize("look", [WIDE, NARROW])
@pytest.mark.parametrize("ladder", [DEFAULT_LADDER, OLD_LADDER])
def test_the_words_of_a_ring_stand_inside_it_and_above_the_next(look, ladder):
    counts = {(pk, state): 1234 for pk in ALIKE for state in (HAPPENED, PLANNED)}
    onion = build_onion(LEVELS, ladder, counts)
    sheet = sheet_of(onion, look)
    tree = drawn(onion, look)
    for place, ring in enumerate(onion.rings):
        oval = sheet.ovals[place]
        below = sheet.ovals[place + 1].top if place + 1 < len(sheet.ovals) else oval.bottom
        for line in sheet.lines(place):
            (found,) = [
                t for t in tree.iter(f"{SVG}text") if t.text == line and t.get("font-weight")
            ]
            y = float(found.get("y"))
            half = text_width(line, look.name, is_bold=True) / 2
            assert half < oval.half_width(y - look.name * 0.7), ring.level.code
            assert y < below


def test_the_picture_says_ring_number_planned_and_mapped_in_words():
    counts = {(1, HAPPENED): 1200, (1, PLANNED): 3, (11, HAPPENED): 34}
    tree = drawn(build_onion(LEVELS, DEFAULT_LADDER, counts))
    assert "Inform 1,234 happened 3 planned · 34 mapped" in said(tree)
    assert "Hatched: planned" in said(tree)
    assert tree.find(f"{SVG}title").text == "The onion"
    assert "Inform: 1,234 happened, 3 planned, 34 mapped." in tree.find(f"{SVG}desc").text


def test_a_band_names_its_number_and_both_rings():
    onion = build_onion(LEVELS, OLD_LADDER, {(2, HAPPENED): 9, (2, PLANNED): 1})
    assert "Either ring: 9 + 1 planned" in said(drawn(onion))
    assert (
        "Stimulating thinking or Understanding thinking, ring not known: 9 happened"
        in described(onion)
    )


def test_what_is_planned_is_hatched_by_its_share():
    oval = sheet_of(build_onion(LEVELS, DEFAULT_LADDER, {}), WIDE).ovals[0]
    assert planned_slice(oval, 5, 0) is None
    assert planned_slice(oval, 3, 1) == (45, 135)
    assert planned_slice(oval, 0, 2) == (-90, 270)
    tree = drawn(build_onion(LEVELS, DEFAULT_LADDER, {(1, HAPPENED): 3, (1, PLANNED): 1}))
    hatched = [p for p in tree.iter(f"{SVG}path") if "url(#pic-" in (p.get("fill") or "")]
    assert len(hatched) == 1
    assert hatched[0].get("stroke-dasharray")


def test_the_wide_picture_names_activities_and_says_how_many_more():
    long_title = "A very long title that would never fit beside a ring of the onion at all"
    names = {
        (5, HAPPENED): [Named(1, "Recovery college", True), Named(2, long_title, False)],
        (5, PLANNED): [Named(3, "New course", False, PLANNED)],
    }
    onion = build_onion(LEVELS, DEFAULT_LADDER, {(5, HAPPENED): 40, (5, PLANNED): 1}, names)
    tree = drawn(onion)
    assert "Recovery college" in said(tree)
    assert "New course (planned)" in said(tree)
    assert "and 38 more" in said(tree)
    assert long_title not in said(tree)
    assert long_title in [title.text for title in tree.iter(f"{SVG}title")]
    assert "Recovery college" not in said(drawn(onion, NARROW))


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        '"><svg onload=x>',
        "a & b",
        "\x00\x0b null",
        "مرحبا",
        "👩‍👩‍👧" * 60,
    ],
)
def test_hostile_titles_are_only_text(title):
    names = {(1, HAPPENED): [Named(1, title, False)]}
    tree = drawn(build_onion(LEVELS, DEFAULT_LADDER, {(1, HAPPENED): 1}, names))
    assert {etree.QName(each).localname for each in tree.iter()} <= {
        "svg", "title", "desc", "defs", "pattern", "line", "g", "path", "text", "tspan", "circle", "rect",
    }  # fmt: skip


@pytest.mark.parametrize("look", [WIDE, NARROW])
def test_nothing_in_a_picture_offends_the_content_policy(look):
    counts = dict.fromkeys([(pk, state) for pk in ALIKE for state in (HAPPENED, PLANNED)], 2)
    tree = drawn(
        build_onion(LEVELS, OLD_LADDER, counts), look, link=lambda code, state: f"/x?{code}"
    )
    for each in tree.iter():
        assert not {"style"} & set(each.attrib)
        assert not [name for name in each.attrib if name.startswith("on")]
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids))


def test_a_picture_with_links_is_a_group_and_one_without_is_an_image():
    onion = build_onion(LEVELS, DEFAULT_LADDER, {(1, HAPPENED): 1, (1, PLANNED): 1})
    linked = drawn(onion, link=lambda code, state: f"/list?level={code}&state={state}")
    assert linked.get("role") == "group"
    links = [a.get("href") for a in linked.iter(f"{SVG}a")]
    assert links[:2] == ["/list?level=inform&state=happened", "/list?level=inform&state=planned"]
    assert all(a.get("aria-label") for a in linked.iter(f"{SVG}a"))
    plain = drawn(onion)
    assert plain.get("role") == "img"
    assert not list(plain.iter(f"{SVG}a"))


@pytest.mark.parametrize("look", [WIDE, NARROW])
def test_words_are_never_smaller_than_thirteen_pixels(look):
    counts = dict.fromkeys([(pk, HAPPENED) for pk in ALIKE], 2)
    for each in drawn(build_onion(LEVELS, OLD_LADDER, counts), look).iter():
        if each.get("font-size"):
            assert float(each.get("font-size")) >= 13


# --- Colours and words -----------------------------------------------------------------


@pytest.mark.parametrize("count", [5, 6])
def test_words_on_every_ring_reach_the_contrast_of_wcag_aa(count):
    for colour in depth_colours(count):
        assert contrast(colour.fill, colour.words) >= 4.5


@pytest.mark.parametrize("count", [3, 5, 6])
def test_deeper_is_darker_so_that_greyscale_keeps_the_order(count):
    lights = [luminance(colour.fill) for colour in depth_colours(count)]
    assert lights == sorted(lights, reverse=True)
    assert len(set(lights)) == count


def test_ladders_share_the_colours_of_levels_that_correspond():
    five, six = depth_colours(5), depth_colours(6)
    assert (five[0], five[2], five[3], five[4]) == (six[0], six[3], six[4], six[5])
    assert five[0].words == INK


@given(some.text(max_size=80), some.floats(30, 400))
def test_shortened_words_fit(title, width):
    assert text_width(shorten(title, width, 15), 15) <= width


def test_long_names_wrap_at_spaces():
    assert wrap("Informed decision making", 140, 15) == ["Informed decision", "making"]
    assert re.fullmatch(r".+…", wrap("Unbreakable" * 9, 120, 15)[0])
