"""Lists of parts and posts are taken out while others work: by doing it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from core.imports.services.batches import undo_import
from core.models import ImportBatch
from core.work.worker import do_due
from organisation import services
from organisation.models import Directorate, Post, Service
from tests.activities.imports.test_undo_at_once import until_somebody_waits
from tests.activities.test_bulk_at_once import Doing
from tests.cast import Cast
from tests.organisation.imports.steps import PARTS, POSTS, THANET, WARDS, checked, fresh, loaded
from users.models import User


def taken_out_while(batch: ImportBatch, deed) -> ImportBatch:
    """The worker takes the import out while somebody is in the middle of a deed."""
    undo_import(by=Cast().ada, batch_id=batch.pk, expected=batch.version)
    with transaction.atomic():
        deed()
        undoing = Doing(do_due)
        until_somebody_waits(undoing)
    assert undoing.ended() == 1
    return fresh(batch)


def test_a_post_that_is_just_being_ended_is_kept(committed_db):
    ada = Cast().ada
    rows = f"{POSTS}ivy@portal.example,,,{WARDS},,,\nolu@portal.example,,,{THANET},,,\n"
    batch = loaded(ada, checked(ada, "posts", rows))
    post = Post.objects.get(batch=batch, person__email="ivy@portal.example")
    batch = taken_out_while(
        batch, lambda: services.end_post(by=ada, post_id=post.pk, ends_on=date(2027, 1, 1))
    )
    assert batch.taken_out == {"posts": 1}
    assert list(Post.objects.filter(batch=batch)) == [post]


def test_an_account_that_is_just_signed_in_to_or_given_a_post_stays_open(committed_db):
    ada = Cast().ada
    rows = f"{POSTS}a@kmpt.nhs.uk,,,{WARDS},,,\nb@kmpt.nhs.uk,,,{WARDS},,,\n"
    batch = loaded(ada, checked(ada, "posts", rows), invites=True)
    first, second = User.objects.filter(email__endswith="@kmpt.nhs.uk").order_by("email")
    place = Service.objects.get(name=THANET)

    def both() -> None:
        User.objects.filter(pk=first.pk).update(last_login=timezone.now())
        services.add_post(by=ada, person_id=second.pk, service_id=place.pk)

    batch = taken_out_while(batch, both)
    assert batch.taken_out == {"posts": 2}
    assert User.objects.filter(pk__in=[first.pk, second.pk], is_active=True).count() == 2


def test_a_service_that_is_just_being_used_or_renamed_is_kept(committed_db):
    ada = Cast().ada
    rows = f"{PARTS}North Kent,Medway,\nNorth Kent,Swale,\nNorth Kent,Sheppey,\n"
    batch = loaded(ada, checked(ada, "parts", rows, opens=["North Kent"]))
    medway, swale = (Service.objects.get(name=name) for name in ("Medway", "Swale"))

    def both() -> None:
        services.add_post(by=ada, person_id=ada.pk, service_id=medway.pk)
        services.change_service(by=ada, service_id=swale.pk, expected=1, name="Swale team")

    batch = taken_out_while(batch, both)
    assert batch.taken_out == {"services": 1}
    assert set(Service.objects.filter(batch=batch)) == {medway, swale}
    assert Directorate.objects.get(name="North Kent").services.count() == 2


def test_a_cost_centre_that_is_just_being_changed_again_stays(committed_db):
    ada = Cast().ada
    rows = f"{PARTS}East Kent,{THANET},9999\n"
    batch = loaded(ada, checked(ada, "parts", rows, changes_cost_centres=True))
    row = Service.objects.get(name=THANET)
    batch = taken_out_while(
        batch,
        lambda: services.change_service(
            by=ada, service_id=row.pk, expected=row.version, name=THANET, cost_centre="7777"
        ),
    )
    assert (batch.state, batch.taken_out) == ("undone", {})
    row.refresh_from_db()
    assert row.cost_centre == "7777"
