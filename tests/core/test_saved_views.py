"""Saved views: a list's filters under a name, for oneself or shared."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from core.models import SavedView
from core.saved import services
from core.saved.lists import list_place
from core.service import Refused
from organisation.models import Theme
from organisation.services import put_away_word
from tests.cast import Cast

LIST = "/activities/"
SAVE = "/core/views/save/activities:activity_list/"
VIEWS = "/core/views/"


def save(client, query: str = "level=involve&sort=title", name: str = "Deep ones", **more):
    return client.send(f"{SAVE}?{query}", {"name": name, **more})


def words(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.django_db
def test_a_view_is_saved_from_the_list_and_stands_above_it(as_person):
    sam = as_person("sam")
    page = words(sam.get(f"{LIST}?level=involve&sort=-logged"))
    assert f'href="{SAVE}?level=involve&amp;sort=-logged"' in page
    answer = save(sam, "level=involve&sort=-logged&after=7~2026-01-01")
    assert answer.url == f"{LIST}?level=involve&sort=-logged"
    assert "Deep ones" in words(sam.get(LIST))
    opened = words(sam.get(answer.url))
    assert 'aria-current="page">Deep ones</a>' in opened
    assert "Save this view" not in opened
    assert "Deep ones" in words(sam.get("/"))


@pytest.mark.django_db
def test_a_plain_list_offers_nothing_to_save(as_person):
    page = words(as_person("sam").get(LIST))
    assert "Save this view" not in page
    assert "Saved views" not in page


@pytest.mark.django_db
def test_nothing_filtered_cannot_be_saved(as_person):
    answer = save(as_person("sam"), "after=7")
    assert "Filter or sort the list first" in words(answer)
    assert not SavedView.objects.exists()


@pytest.mark.django_db
def test_own_views_are_nobody_elses(as_person):
    save(as_person("sam"))
    assert "Deep ones" not in words(as_person("olu").get(LIST))
    view = SavedView.objects.get()
    for deed in ("change", "delete", "unshare"):
        assert as_person("ivy").get(f"{VIEWS}{view.pk}/{deed}/").status_code == 404


@pytest.mark.django_db
def test_shared_views_are_for_those_who_may_open_the_list(as_person):
    save(as_person("sam"), is_shared="on")
    for reader in ("olu", "ivy", "stella", "fin"):
        page = words(as_person(reader).get(LIST))
        assert "Deep ones" in page
        # Names are told to those who see who works where.
        owner = "a member of staff" if reader == "stella" else "Sam Okafor"
        assert f"shared by {owner}" in page
        assert f"Shared by {owner}" in words(as_person(reader).get(VIEWS))
        assert "Deep ones" in words(as_person(reader).get(VIEWS))
    # Neither can open the list of activities.
    for other in ("ada", "amina"):
        assert "Deep ones" not in words(as_person(other).get(VIEWS))


@pytest.mark.django_db
def test_nobody_saves_a_view_of_a_list_they_may_not_open(as_person):
    answer = as_person("sam").send("/core/views/save/users:account_list/?role=staff", {"name": "x"})
    assert answer.status_code == 403
    cast = Cast()
    with pytest.raises(Refused, match="may not open"):
        services.save_view(
            by=cast.sam, list_name="users:account_list", query="a=b", name="x", is_shared=False
        )


@pytest.mark.parametrize(
    "name", ["activities:activity_log", "x:y_list", "nothing", "activities:activity_list:7", "a:"]
)
def test_only_lists_have_views(name):
    assert list_place(name) is None


def test_a_list_among_several_is_named_in_full():
    place = list_place("organisation:word_list:themes")
    assert (place.title, place.path) == ("Word list: themes", "/organisation/words/themes/")


@pytest.mark.django_db
def test_two_views_of_one_name_are_refused_unless_one_replaces_the_other(as_person):
    sam = as_person("sam")
    save(sam)
    assert "with this name already" in words(save(sam, "level=inform", "DEEP ones"))
    save(sam, "level=inform", "DEEP ones", replaces="on")
    view = SavedView.objects.get()
    assert (view.query, view.name) == ("level=inform", "DEEP ones")
    # Of another list, or another person's, the name is free.
    sam.send("/core/views/save/activities:project_list/?sort=name", {"name": "Deep ones"})
    save(as_person("olu"))
    assert SavedView.objects.count() == 3


@pytest.mark.django_db
def test_the_database_keeps_names_apart(cast):
    mine = {"by": cast.sam, "list_name": "activities:activity_list", "query": "a=b"}
    SavedView.objects.create(name="One", **mine)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(name="ONE", **mine)


def test_the_same_name_saved_twice_at_once_is_saved_once(committed_db):
    sam, said = Cast().sam, []

    def one() -> None:
        try:
            services.save_view(
                by=sam,
                list_name="activities:activity_list",
                query="a=b",
                name="Mine",
                is_shared=False,
            )
            said.append("saved")
        except Refused as problem:
            said.append(problem.field)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(said) == ["name", "name", "name", "saved"]


@pytest.mark.django_db
def test_a_view_is_renamed_shared_and_deleted_by_its_owner(as_person):
    sam = as_person("sam")
    save(sam)
    view = SavedView.objects.get()
    change = f"{VIEWS}{view.pk}/change/"
    sam.send(change, {"name": "Ours", "is_shared": "on", "version": "1"})
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Ours", True)
    stale = words(sam.send(change, {"name": "Again", "version": "1"}))
    assert "changed while you had it open" in stale
    # Others see it and cannot change it.
    assert "belongs to somebody else" in words(as_person("olu").get(change))
    assert as_person("olu").send(change, {"name": "x", "version": "2"}).status_code == 200
    assert as_person("olu").send(f"{VIEWS}{view.pk}/delete/").status_code == 200
    assert SavedView.objects.get().name == "Ours"
    sam.send(f"{VIEWS}{view.pk}/delete/")
    assert not SavedView.objects.exists()


@pytest.mark.django_db
def test_the_involvement_team_stops_sharing_and_the_owner_keeps_the_view(as_person):
    save(as_person("sam"), is_shared="on")
    view = SavedView.objects.get()
    refused = words(as_person("olu").send(f"{VIEWS}{view.pk}/unshare/"))
    assert "Only the person who saved it" in refused
    as_person("ivy").send(f"{VIEWS}{view.pk}/unshare/")
    assert "Deep ones" not in words(as_person("olu").get(LIST))
    assert "Deep ones" in words(as_person("sam").get(LIST))


@pytest.mark.django_db
def test_a_view_of_a_word_put_away_opens_and_says_so(as_person, cast):
    theme = Theme.objects.filter(is_in_use=True).earliest("pk")
    sam = as_person("sam")
    save(sam, f"theme={theme.pk}", "My theme")
    put_away_word(by=cast.ivy, word_list="themes", word_id=theme.pk)
    page = words(sam.get(f"{LIST}?theme={theme.pk}"))
    assert "The view “My theme” asks for something that is no longer there (Theme)" in page
    assert "Change or delete this view" in page


@pytest.mark.django_db
def test_hostile_text_stays_text(as_person):
    sam = as_person("sam")
    save(sam, "level=%22%3E%3Cscript%3E&q=%00x%ED%A0%80", "<script>alert(1)</script>")
    for path in (LIST, VIEWS, "/"):
        assert "<script>alert" not in sam.get(path).content.decode()


@pytest.mark.django_db
def test_an_address_without_end_is_refused(as_person):
    answer = save(as_person("sam"), "q=" + "x" * 5000)
    assert "Filter or sort the list first" in words(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 40])
def test_views_cost_one_query_however_many(as_person, cast, count, django_assert_num_queries):
    for number in range(count):
        services.save_view(
            by=cast.sam,
            list_name="activities:activity_list",
            query=f"q={number}",
            name=f"View {number}",
            is_shared=True,
        )
    olu = as_person("olu")
    olu.get(LIST)
    with django_assert_num_queries(6):
        page = words(olu.get(LIST))
    assert ("32 more" in page) == (count == 40)


@pytest.mark.django_db
def test_fifty_views_of_a_list_are_enough(cast):
    for number in range(50):
        services.save_view(
            by=cast.sam,
            list_name="activities:activity_list",
            query=f"q={number}",
            name=f"View {number}",
            is_shared=False,
        )
    with pytest.raises(Refused, match="50 views"):
        services.save_view(
            by=cast.sam,
            list_name="activities:activity_list",
            query="q=x",
            name="One more",
            is_shared=False,
        )
