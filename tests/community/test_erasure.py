"""Forgetting a person: everywhere, only when they asked, and again after a restore."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from community.erasure.plan import plan
from community.models import Consent, Erased, Person, RightsRequest, Status
from community.selectors.erasure import known_of
from community.services.consents import record_consents
from community.services.contact import write_to
from community.services.erasure import erase_person
from community.services.people import change_person, move_person, note_look
from community.services.rights import ask_right, leave, take_back_right
from community.tasks import erase_people
from core.drafts.services import keep_draft
from core.forgetting import Known
from core.imports.services.batches import start_import
from core.models import ImportBatch, ImportProblem, ImportRow, Message
from core.service import Refused, System
from core.work.worker import do_due
from organisation.models import Area, Interest
from tests.community.people import BY, someone
from users.models import User
from users.services import open_joined_account

pytestmark = pytest.mark.django_db
NAME, MAIL, PHONE, WORD = "Zaphira Quillfeather", "zq7@canary.example", "07700 955 731", "xylocarp"


@pytest.fixture(autouse=True)
def awake(settings):
    settings.QUIET_FROM = settings.QUIET_UNTIL = 0


def canary(cast) -> Person:
    """Somebody whose unlikely words stand in every place a person's words can stand."""
    account = open_joined_account(by=BY, email=MAIL, name=NAME)
    person = someone(
        NAME,
        account=account,
        email=MAIL,
        is_email_confirmed=True,
        phone=PHONE,
        shown_name=f"{WORD}-shown",
        brings=f"I bring {WORD}",
        language=f"{WORD}ese",
        is_post_wanted=True,
        address=f"1 {WORD} Street",
        outward_code="CT1",
        kinds=("carer",),
        district_id=Area.objects.earliest("pk").pk,
        interest_ids=frozenset({Interest.objects.earliest("pk").pk}),
    )
    for text in (f"now {WORD}", f"later {WORD}"):
        change_person(by=account, person_id=person.pk, expected=None, changes={"brings": text})
    move_person(by=account, person_id=person.pk, to=Status.PAUSED, why=f"{WORD} at home")
    move_person(by=account, person_id=person.pk, to=Status.ACTIVE)
    record_consents(
        by=cast.ivy,
        person_id=person.pk,
        choices={("newsletter", "email"): True, ("surveys", "email"): True},
        source="telephone",
        note=f"{WORD} said so",
    )
    note_look(by=cast.ivy, person_id=person.pk, what="record", reason=f"{WORD} called")
    for purpose in ("newsletter", "surveys", "joined"):
        write_to(
            by=BY,
            person_id=person.pk,
            purpose=purpose,
            subject=f"Dear {NAME}",
            body=f"{WORD}",
            is_ask=purpose == "surveys",
        )
    Person.objects.filter(pk=person.pk).update(email_failed_at=timezone.now())
    write_to(by=BY, person_id=person.pk, purpose="joined", subject=f"Text {NAME}", body=WORD)
    ask_right(by=account, person_id=person.pk, kind="complaint", words=f"About {WORD}")
    keep_draft(person_id=account.pk, page="my/page", values={"words": [WORD]})
    keep_draft(person_id=cast.ivy.pk, page="enter", values={"name": [NAME], "email": [MAIL]})
    batch = ImportBatch.objects.create(
        kind="activities",
        by=cast.sam,
        file_name="members.csv",
        digest="0" * 64,
        size=10,
        sheet=0,
        header_row=1,
        headings=["Name"],
    )
    ImportRow.objects.create(batch=batch, number=1, cells=f"{NAME}\x1f{MAIL}\x1f{WORD}")
    ImportProblem.objects.create(
        batch=batch, number=1, place=0, value=MAIL, sentence=f"{NAME}?", is_left_out=False
    )
    return person


def everything() -> dict[str, str]:
    """Every row of every table as text, as a dump of the database would hold it."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p', 'm') AND pg_get_userbyid(relowner) <> 'postgres'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found


def hits() -> set[str]:
    needles = [each.lower() for each in (NAME, MAIL, PHONE, WORD, "Zaphira", "Quillfeather")]
    return {
        table
        for table, text in everything().items()
        if any(needle in text.lower() for needle in needles)
    }


def forget(person) -> None:
    ask_right(by=person.account or BY, person_id=person.pk, kind="erasure", words=WORD)
    RightsRequest.objects.filter(person=person, kind="erasure").update(planned_at=timezone.now())
    erase_people()


def test_nothing_of_a_forgotten_person_is_left_anywhere(cast):
    person = canary(cast)
    there = hits()
    assert {
        "community_person",
        "community_personevent",
        "community_consent",
        "community_statusmove",
        "community_look",
        "community_byhand",
        "community_rightsrequest",
        "core_act",
        "core_draft",
        "core_importrow",
        "core_importproblem",
        "core_message",
        "users_user",
        "account_emailaddress",
    } <= there
    forget(person)
    assert hits() == set()
    person.refresh_from_db()
    assert (person.name, person.status, person.email) == ("Removed", "left", "")
    assert not User.objects.filter(email=MAIL).exists()
    assert Erased.objects.count() == 1
    assert RightsRequest.objects.get(kind="complaint").words == ""
    assert Message.objects.filter(state="waiting").count() == 0


def test_others_keep_what_is_theirs(cast):
    other = someone("Olga Other", email="olga@home.example", brings="Songs")
    record_consents(
        by=BY, person_id=other.pk, choices={("surveys", "email"): True}, source="online"
    )
    before = {t: x for t, x in everything().items() if "olga" in x.lower() or "songs" in x.lower()}
    forget(canary(cast))
    after = everything()
    assert {t: after[t].count("Olga") for t in before} == {
        t: x.count("Olga") for t, x in before.items()
    }
    assert Consent.objects.filter(person=other).count() == 1


def test_a_member_of_staff_who_is_forgotten_keeps_the_account(cast):
    person = someone(NAME, account=cast.sam, email=MAIL)
    forget(person)
    cast.sam.refresh_from_db()
    assert (cast.sam.email, cast.sam.is_active) == ("sam@portal.example", True)
    assert "community_person" not in hits()


def test_a_record_that_was_joined_with_it_is_forgotten_too(cast):
    gone, kept = someone(NAME, email="old@canary.example"), canary(cast)
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    forget(kept)
    assert hits() == set()
    assert Erased.objects.count() == 2


# --- Only when they asked ---------------------------------------------------------------


def test_there_is_time_to_take_it_back(cast):
    person = canary(cast)
    row = ask_right(by=person.account, person_id=person.pk, kind="erasure")
    assert row.planned_at > timezone.now() + timedelta(days=6)
    erase_people()
    with pytest.raises(Refused, match="not before"):
        erase_person(by=System("tests"), person_id=person.pk)
    take_back_right(by=person.account, request_id=row.pk)
    RightsRequest.objects.filter(pk=row.pk).update(planned_at=timezone.now())
    erase_people()
    person.refresh_from_db()
    assert person.name == NAME


def call(person, act: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('cocreation.act', %s, true)", [act])
        cursor.execute("SELECT erase_person(%s, %s, NULL)", [person.pk, "0" * 8 + act[8:]])


def test_the_database_forgets_nobody_without_a_wish_and_an_act(cast):
    person = someone(NAME)
    act = "00000000-0000-7000-8000-000000000001"
    with pytest.raises(DatabaseError, match="Nobody asked"):
        call(person, act)
    for statement in (
        f"SELECT erase_person({person.pk}, NULL, NULL)",
        "UPDATE community_personevent SET name = 'x'",
        "INSERT INTO community_erased (key, at, act_id, rows) VALUES ('x', now(), gen_random_uuid(), 1)",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_message_that_is_being_handed_over_is_waited_for(cast):
    person = canary(cast)
    Message.objects.filter(recipient_key=person.key, purpose="joined").update(
        state="sending", lease_until=timezone.now() + timedelta(minutes=5)
    )
    forget(person)
    person.refresh_from_db()
    assert person.name == NAME
    Message.objects.filter(state="sending").update(state="refused", lease_until=None)
    erase_people()
    assert hits() == set()


def test_mail_to_an_address_that_is_theirs_is_waited_for_too(cast):
    """Before somebody had a record, letters of joining went to the address alone."""
    person = canary(cast)
    Message.objects.create(
        purpose="join_link",
        recipient_key="address:x",
        address=MAIL.upper(),
        subject="x",
        state="sending",
        lease_until=timezone.now() + timedelta(minutes=5),
    )
    forget(person)
    person.refresh_from_db()
    assert person.name == NAME


def test_a_file_that_waits_to_be_read_is_waited_for(cast, monkeypatch):
    monkeypatch.setattr("core.work.services.wake", lambda task: None)
    person = canary(cast)
    upload = SimpleUploadedFile("list.csv", f"Name,Email\n{NAME},{MAIL}\n".encode())
    start_import(by=cast.ivy, kind="members", upload=upload)
    forget(person)
    person.refresh_from_db()
    assert person.name == NAME
    do_due()
    erase_people()
    assert hits() == set()


@pytest.mark.parametrize(
    ("text", "is_them"),
    [
        ("Quillfeather, Zaphira", True),
        ("ZAPHIRA MARY QUILLFEATHER", True),
        ("mail zq7%40canary.example", True),
        ("+44 7700-955731", True),
        ("Zaphirah Quillfeathers", False),
        ("xzq7@canary.example.org", False),
        ("Zaphira", False),
        ("07700 955 732", False),
    ],
)
def test_people_are_found_however_they_are_written(text, is_them):
    known = Known(emails=(MAIL,), phones=(PHONE,), names=(NAME,))
    assert known.stands_in(text) is is_them
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower(%s) ~ %s", [text, known.pattern])
        assert cursor.fetchone() == (is_them,)


def test_the_account_of_a_forgotten_member_of_staff_is_not_searched_for(cast):
    person = someone(NAME, account=cast.sam, email=MAIL)
    assert "sam@portal.example" not in known_of(person).emails


def test_leaving_stops_what_waits(cast):
    person = canary(cast)
    leave(by=person.account, person_id=person.pk, is_to_be_forgotten=True, why="Enough")
    person.refresh_from_db()
    assert person.status == Status.LEFT
    left = Message.objects.filter(recipient_key=person.key, state="waiting")
    assert set(left.values_list("purpose", flat=True)) <= {"rights"}


# --- After a restore --------------------------------------------------------------------


def test_who_was_forgotten_is_forgotten_again_after_a_restore(cast, tmp_path, capsys):
    forget(canary(cast))
    call_command("erasures")
    listed = capsys.readouterr().out
    ((_, at),) = [line.split() for line in listed.splitlines() if " 20" in line and len(line) > 80]
    returned, later = canary_again(), someone("Lena Later")
    file = tmp_path / "erasures"
    file.write_text(f"{_key(returned.pk)} {timezone.now().isoformat()}\n{_key(later.pk)} {at}\n")
    call_command("reapply_erasures", str(file))
    assert hits() == set()
    later.refresh_from_db()
    assert later.name == "Lena Later"


def canary_again() -> Person:
    return someone(NAME, email=MAIL, brings=WORD)


def _key(pk: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(convert_to('community.person:' || %s, 'UTF8')), 'hex')", [pk]
        )
        return cursor.fetchone()[0]


# --- The search itself, and the plan ----------------------------------------------------


def test_the_search_finds_what_was_forgotten_to_be_forgotten(cast):
    person = canary(cast)
    forget(person)
    Person.objects.filter(pk=person.pk).update(brings=f"still {WORD}")
    assert "community_person" in hits()


def test_the_plan_reaches_every_table_with_a_key_to_a_person():
    labels = {owned.label for owned in plan()}
    assert {
        "community.person",
        "community.consent",
        "community.look",
        "community.personinterest",
        "users.user",
        "core.draft",
        "mfa.authenticator",
        "usersessions.usersession",
    } <= labels
