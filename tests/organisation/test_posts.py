"""Posts: who works where, from–to."""

from datetime import date

import pytest
from django.urls import reverse

from core.history import changes
from core.service import Refused
from organisation import selectors, services
from organisation.models import Directorate, Post, Service

START, END = date(2026, 1, 1), date(2026, 7, 1)


@pytest.fixture
def wards(cast) -> Service:
    return Service.objects.get(name="Littlebrook wards")


def test_a_post_counts_from_its_first_day_until_its_last(cast, wards):
    services.add_post(
        by=cast.ada, person_id=cast.ivy.pk, service_id=wards.pk, valid_from=START, valid_to=END
    )
    assert selectors.usual_service(cast.ivy, date(2025, 12, 31)) is None
    assert selectors.usual_service(cast.ivy, START).id == wards.pk
    assert selectors.usual_service(cast.ivy, date(2026, 6, 30)).id == wards.pk
    assert selectors.usual_service(cast.ivy, END) is None


def test_the_newest_post_is_the_usual_one(cast, wards):
    services.add_post(by=cast.ada, person_id=cast.sam.pk, service_id=wards.pk, valid_from=START)
    assert selectors.usual_service(cast.sam, END).id == wards.pk
    assert len(selectors.posts_of(cast.sam, END)) == 2


def test_leads_are_named_for_each_directorate(cast, wards):
    ids = list(Directorate.objects.order_by("name").values_list("pk", flat=True))
    assert [[p.label for p in leads] for leads in selectors.leads_of(ids).values()] == [
        [],
        ["Lena Novak"],
    ]


@pytest.mark.parametrize(
    ("who", "more", "says"),
    [
        ("amina", {}, "has no staff role"),
        ("olu", {}, "already has this post"),
        ("sam", {"valid_from": END, "valid_to": START}, "must be after the first day"),
    ],
)
def test_a_post_that_cannot_be_is_refused_with_the_reason(cast, wards, who, more, says):
    person = getattr(cast, who)
    with pytest.raises(Refused) as no:
        services.add_post(by=cast.ada, person_id=person.pk, service_id=wards.pk, **more)
    assert says in no.value.sentence


def test_adding_and_ending_by_the_pages(as_person, cast, wards):
    ada = as_person("ada")
    added = ada.send(
        reverse("organisation:post_add"),
        {
            "person": cast.ivy.pk,
            "duty": "lead",
            "place": f"d{wards.directorate_id}",
            "valid_from_day": "1",
            "valid_from_month": "1",
            "valid_from_year": "2026",
        },
    )
    post = Post.objects.get(person=cast.ivy)
    assert added["Location"] == reverse("organisation:post_detail", args=[post.pk])
    assert (post.duty, post.directorate_id, post.valid_from) == (
        "lead",
        wards.directorate_id,
        START,
    )

    end = reverse("organisation:post_end", args=[post.pk])
    early = {"ends_on_day": "1", "ends_on_month": "12", "ends_on_year": "2025"}
    assert "Choose a day after that" in ada.send(end, early).content.decode()
    ada.send(end, early | {"ends_on_year": "2026", "reason": "Moved to another team."})
    post.refresh_from_db()
    assert post.valid_to == date(2026, 12, 1)
    assert [c.reason for c in changes(post, reader=cast.ada)] == ["Moved to another team.", ""]
    assert "Moved to another team." in ada.get(added["Location"]).content.decode()


def test_names_of_staff_are_for_staff(as_person, cast):
    page = reverse(
        "organisation:directorate_detail", args=[Directorate.objects.get(name="Acute").pk]
    )
    for person, sees in (("sam", True), ("fin", True), ("ada", True), ("stella", False)):
        words = as_person(person).get(page).content.decode()
        assert ("Olu Adeyemi" in words) is sees, person
    assert as_person("amina").get(page).status_code == 403


def test_a_closed_account_holds_no_new_post(cast, wards):
    people = [p.label for p in selectors.people_to_post()]
    assert "Sam Okafor" in people
    assert "Amina Yusuf" not in people
