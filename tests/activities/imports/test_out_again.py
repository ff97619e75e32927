"""What of a log is there already, what was changed since, and taking it out again."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, models
from django.utils import timezone

from activities.models import Activity, ActivityService, Headcount, Session
from activities.services.opportunities import add_opportunity
from community.models import Partner
from core.service import service
from tests.activities.imports.loads import FORUM, assert_recount, load, new_batch
from tests.activities.imports.logs import KIND, told, values
from tests.activities.places import entry

# --- Doubles, changes, and out again ----------------------------------------------------------


@service
def mark(*, by, batch, rows):
    """The rows of a file as the kernel notes them when it has checked them."""
    known = KIND.learn(by=by, told=told())
    with connection.cursor() as cursor:
        for row in KIND.check(list(enumerate(rows, start=2)), known):
            cursor.execute(
                "INSERT INTO core_importmark (batch_id, number, same_as, telling)"
                " VALUES (%s, %s, md5(%s)::uuid, %s)",
                [batch.pk, row.number, row.same_as, row.same_as],
            )


def doubles(by, *rows: dict) -> dict[int, str]:
    batch = new_batch(by=by)
    mark(by=by, batch=batch, rows=[values(**row) for row in rows])
    return {like.number: like.words for like in KIND.doubles(batch_id=batch.pk)}


def test_what_is_there_is_found_by_title_and_day(cast):
    load(cast.sam, FORUM, FORUM | {"date": "10 May 2023"})
    found = doubles(
        cast.sam,
        FORUM | {"title": "CARERS' FORUM"},
        FORUM | {"date": "10/5/23"},
        FORUM | {"title": "Carers forums"},
        FORUM | {"date": "11 May 2023"},
        FORUM | {"title": "Something quite different"},
        FORUM | {"title": "Carers forums", "service": "Littlebrook wards"},
    )
    assert set(found) == {2, 3, 4}
    assert "is there already" in found[2]
    assert "nearly the same" in found[4]


def test_what_goes_on_is_found_by_title_and_level(cast):
    standing = FORUM | {"date": "goes on all the time", "people": "", "starts_at": ""}
    load(cast.sam, standing)
    found = doubles(cast.sam, standing, standing | {"level": "Engage"}, FORUM)
    assert set(found) == {2}


def test_a_cancelled_one_is_asked_about_as_well(cast):
    """A log that was taken out and comes back holds those that were called off."""
    load(cast.sam, FORUM | {"status": "Cancelled"})
    assert set(doubles(cast.sam, FORUM | {"status": "Cancelled"}, FORUM)) == {2, 3}


def take_out(by, batch, keep=()):
    @service
    def out(*, by):
        return KIND.undo(by=by, batch_id=batch.pk, keep=frozenset(keep), progress=lambda done: None)

    return out(by=by)


def test_undo_leaves_nothing_behind(cast):
    partner = Partner.objects.create(name="Medway Carers")
    before = {m: m.objects.count() for m in (Activity, Session, Headcount, ActivityService)}
    batch, _ = load(cast.sam, FORUM | {"partners": partner.name}, FORUM | {"title": "B"})
    assert take_out(cast.sam, batch) == {"activities": 2, "sessions": 2}
    assert {m: m.objects.count() for m in before} == before
    assert_recount()


def test_undo_knows_whatever_hangs_on_an_activity():
    """Files are taken away by their own service, and what was opened for sign-up stays, with who
    came to it, how it felt and what they claim; a new kind of thing has to say what happens."""
    held = {
        relation.related_model.__name__
        for model in (Activity, Session)
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)
        and relation.on_delete not in (models.CASCADE, models.DO_NOTHING)
    }
    assert held == {"Attachment", "Opportunity", "Attendance", "Felt", "Claim", "SpendingRequest"}


def test_what_was_opened_for_sign_up_stays_and_the_page_says_so(cast):
    soon = timezone.localdate() + timedelta(days=9)
    planned = FORUM | {"status": "Planned", "date": f"{soon:%d/%m/%Y}", "people": ""}
    batch, _ = load(cast.sam, planned | {"title": "A"}, planned | {"title": "B"})
    session = Session.objects.get(activity__title="A")
    add_opportunity(by=cast.ivy, session_id=session.pk, entry=entry())
    changed = KIND.changed_since(batch_id=batch.pk)
    assert [(each.title, each.must_stay) for each in changed] == [("A", True)]
    assert take_out(cast.sam, batch) == {"activities": 1, "sessions": 1}
    assert Activity.objects.get(batch_id=batch.pk).title == "A"
