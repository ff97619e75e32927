"""Word lists: kept by the involvement team, never losing a word that is in use."""

import threading

import pytest
from django.db import connection
from django.urls import URLPattern, reverse
from lxml import html

from activities.models import Activity, Level
from core.history import changes
from core.service import Refused, System, service
from organisation import selectors, services, urls
from organisation.models import ActivityKind, Theme


def _labels(name: str) -> list[str]:
    return [word.label for word in selectors.word_list(name)]


def _page(view: str, name: str, word=None) -> str:
    return reverse(f"organisation:{view}", args=[name, word.pk] if word else [name])


@pytest.mark.parametrize("name", ["themes", "groups", "activity-kinds", "place-kinds"])
def test_a_new_portal_has_words_to_choose_from(db, name):
    words = selectors.word_list(name)
    assert len(words) >= 15
    assert len({w.label.casefold() for w in words}) == len(words)


def test_only_what_is_read_counts_as_publication(db):
    read = {w.label for w in selectors.word_list("activity-kinds") if w.is_publication}
    assert "Information pack or leaflet" in read
    assert "Workshop" not in read


def test_add_reword_move_and_put_away_by_the_pages(as_person, cast):
    ivy = as_person("ivy")
    ivy.send(_page("word_add", "themes"), {"label": "Night  staff", "hint": "At night"})
    assert _labels("themes")[-1] == "Night staff"
    word = Theme.objects.get(label="Night staff")

    ivy.send(_page("word_change", "themes", word), {"version": 1, "label": "Nights", "hint": ""})
    first = Theme.objects.get(label="Crisis care")
    ivy.send(_page("word_place", "themes", word), {"after": first.pk})
    at = _labels("themes").index("Nights")
    assert _labels("themes")[at - 1] == "Crisis care"
    ivy.send(_page("word_place", "themes", word), {"after": 0})
    assert _labels("themes")[0] == "Nights"

    ivy.send(_page("word_put_away", "themes", word))
    assert "Nights" not in _labels("themes")
    assert "Nights" in [w.label for w in selectors.word_list("themes", also=[word.pk])]
    listed = ivy.get(_page("word_list", "themes")).content.decode()
    assert "Nights" in listed
    assert "No longer offered" in listed
    ivy.send(_page("word_bring_back", "themes", word))
    assert "Nights" in _labels("themes")

    word.refresh_from_db()
    said = [(c.who, c.what) for c in changes(word, reader=cast.ivy)]
    assert said[-1] == ("Ivy Marsh", "Added this word")
    assert ("Ivy Marsh", "Changed this word") in said
    assert len(said) == 6


def test_the_list_is_numbered_from_one_without_gaps(cast):
    word = Theme.objects.order_by("position")[5]
    services.place_word(by=cast.ivy, word_list="themes", word_id=word.pk, after_id=None)
    positions = list(Theme.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))


@pytest.mark.parametrize(
    "again", ["crisis care", "  CRISIS   care ", "Crisis-care", "Crisis\u00a0care."]
)
def test_nearly_the_same_word_is_refused_with_a_clear_sentence(as_person, again):
    ivy = as_person("ivy")
    answer = ivy.send(_page("word_add", "themes"), {"label": again}).content.decode()
    assert "There is already a theme called “Crisis care”." in answer
    word = Theme.objects.get(label="Crisis care")
    ivy.send(_page("word_put_away", "themes", word))
    answer = ivy.send(_page("word_add", "themes"), {"label": again}).content.decode()
    assert "is no longer offered. Bring it back." in answer


def test_a_word_may_change_its_own_capitals(cast):
    word = Theme.objects.get(label="Crisis care")
    services.change_word(
        by=cast.ivy, word_list="themes", word_id=word.pk, expected=word.version, label="Crisis Care"
    )
    assert "Crisis Care" in _labels("themes")


@service
def _log(*, by, kind):
    return Activity.objects.create(
        title="Choir", kind=kind, level_planned=Level.objects.get(code="involve")
    )


def test_what_uses_a_word_keeps_it(as_person, cast):
    kind = ActivityKind.objects.get(label="Drop-in")
    activity = _log(by=System("tests"), kind=kind)
    as_person("ivy").send(_page("word_put_away", "activity-kinds", kind))
    assert Activity.objects.get(pk=activity.pk).kind.label == "Drop-in"
    addresses = [p.name for p in urls.urlpatterns if isinstance(p, URLPattern)]
    assert not [name for name in addresses if "delete" in name]


def test_kinds_of_activity_say_whether_people_attend(as_person):
    ivy = as_person("ivy")
    ivy.send(_page("word_add", "activity-kinds"), {"label": "Podcast", "is_publication": "on"})
    assert ActivityKind.objects.get(label="Podcast").is_publication
    assert "read or watch" in ivy.get(_page("word_list", "activity-kinds")).content.decode()


def test_two_editors_of_one_word_see_each_other(as_person):
    word = Theme.objects.get(label="Medicines")
    page = _page("word_change", "themes", word)
    as_person("ivy").send(page, {"version": 1, "label": "Medication", "hint": ""})
    late = as_person("ada").send(page, {"version": 1, "label": "Pills", "hint": ""})
    tree = html.fromstring(late.content)
    words = tree.cssselect("main")[0].text_content()
    assert "This was changed" in words
    assert "Medication" in words
    assert tree.cssselect("input[name=label]")[0].value == "Pills"
    version = tree.cssselect("input[name=version]")[0].value
    as_person("ada").send(page, {"version": version, "label": "Pills", "hint": ""})
    assert "Pills" in _labels("themes")


def test_staff_do_not_keep_the_lists(as_person, cast):
    for person in ("sam", "stella", "amina", "fin"):
        assert as_person(person).get(_page("word_list", "themes")).status_code == 403
    with pytest.raises(Refused):
        services.add_word(by=cast.sam, word_list="themes", label="Mine")
    assert as_person("ivy").get(_page("word_list", "nonsense")).status_code == 404


def test_two_at_once_cannot_add_the_same_word(committed_db, django_db_blocker):
    results = []

    def add():
        try:
            services.add_word(by=System("tests"), word_list="themes", label="Night staff")
            results.append("added")
        except Refused as no:
            results.append(no.sentence)
        finally:
            connection.close()

    with django_db_blocker.unblock():
        threads = [threading.Thread(target=add) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert Theme.objects.filter(label="Night staff").count() == 1
        connection.close()
    assert sorted(results)[-1] == "added"
    assert len([r for r in results if r.startswith("There is already a theme")]) == 3
