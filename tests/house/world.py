"""The things that addresses with ids are about, in the test that opens them all."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from model_bakery import baker

from activities.models import (
    Activity,
    Attachment,
    MappingReply,
    Session,
)
from activities.rules.bulk import Changes
from activities.selectors.levels import all_levels
from activities.services import mapping, projects
from activities.services.attachments import AttachmentEntry, add_attachment
from activities.services.change_many import change_many, prepare_change
from activities.services.log import ActivityEntry, SessionEntry, log_activity
from activities.services.templates import save_template
from community.models import (
    ByHand,
    Champion,
    Check,
    InductionStep,
    Joining,
    Letter,
    Need,
    PagePicture,
    PageText,
    PartnerContact,
    Person,
    SharedWith,
    TakeOver,
)
from community.selectors.addresses import address_check_address
from community.selectors.consents import token_of
from community.selectors.joining import digest_of
from community.selectors.partners import invitation_token
from community.selectors.still_here import still_here_address
from community.services.consents import renew_preference_link
from community.services.entries import begin_entry, print_forms
from community.services.merging import merge_people
from community.services.needs import NeedEntry, keep_needs_from, set_needs
from community.services.partner_access import invite_contact
from community.services.partner_entry import (
    ContactEntry,
    add_agreement,
    add_contact,
    note_talk,
)
from community.services.partners import add_partner
from community.services.rights import ask_right
from community.services.roles import start_role
from community.services.support import ContactEntry as EmergencyEntry
from community.services.support import (
    look_at_emergency_contact,
    offer_adjustment,
    set_emergency_contact,
)
from core.files.services import store_path
from core.models import Act, Export, ImportBatch, Message, SavedView, Work
from core.saved.services import save_view
from core.service import System
from organisation.models import (
    ActivityKind,
    Area,
    Directorate,
    Post,
    Service,
    SpecialDate,
    SpecialDay,
    Theme,
)
from organisation.services import add_venue
from tests.cast import Cast
from tests.community.people import someone
from tests.house.claims import Claims
from tests.house.money import Money
from tests.house.sessions import Sessions
from tests.house.usual import USUAL

BY = System("tests")


class World(Sessions, Claims, Money):
    """One of everything. `world.value("activity_id")` is what stands in the address."""

    def __init__(self) -> None:
        self.cast = Cast()
        # Amina takes part; the others of the cast have an account alone.
        self.member.refresh_from_db()

    def value(self, argument: str, stands_for: str = "") -> object:
        """The value of an argument: that of the named thing, or of the usual one."""
        thing = stands_for or USUAL.get(argument, argument)
        found = getattr(self, thing, None) if not thing.startswith("=") else thing[1:]
        if found is None:
            found = getattr(self.cast, thing) if argument == "account_id" else stands_for
        return getattr(found, "pk", found)

    def _log(self, place: str, key: str) -> Activity:
        soon = timezone.localdate() + timedelta(days=7)
        entry = ActivityEntry(
            title=f"Planned by {key}",
            kind_id=ActivityKind.objects.earliest("pk").pk,
            level_id=all_levels().by_code["involve"].id,
            status=Activity.Status.PLANNED,
            service_ids=(Service.objects.get(name__startswith=place).pk,),
        )
        planned = SessionEntry(held_on=soon, status=Session.Status.PLANNED)
        return log_activity(by=getattr(self.cast, key), entry=entry, session=planned)

    @cached_property
    def activity(self) -> Activity:
        return self._log("Canterbury", "sam")

    @cached_property
    def work(self) -> Work:
        return Work.objects.create(kind="tests.wait", subject="1", title="Work", by=self.cast.sam)

    @cached_property
    def saved_view(self) -> SavedView:
        return save_view(
            by=self.cast.sam,
            list_name="activities:activity_list",
            query="level=involve",
            name="Where we involve",
            is_shared=True,
        )

    @cached_property
    def export(self) -> Export:
        """A file of Sam's that is ready."""
        now = timezone.now()
        work = Work(kind="tests.wait", subject="2", title="Work", by=self.cast.sam)
        work.state, work.ended_at = Work.State.DONE, now
        work.save(force_insert=True)
        with tempfile.NamedTemporaryFile() as file:
            stored = store_path(
                by=BY, path=Path(file.name), name="file", kind="zip", purpose="export"
            )
        return Export.objects.create(
            by=self.cast.sam,
            address="/activities/",
            title="Activities",
            form=Export.Form.ZIP,
            work=work,
            made_at=now,
            rows=0,
            size=0,
            expires_at=now + timedelta(days=7),
            file=stored,
        )

    @cached_property
    def olus_activity(self) -> Activity:
        return self._log("Littlebrook", "olu")

    @cached_property
    def template(self):
        return save_template(
            by=self.cast.sam, name="Drop-in", is_shared=True, values={"title": "Drop-in"}
        )

    @cached_property
    def change(self):
        found = prepare_change(
            by=self.cast.sam, activity_ids=[self.activity.pk], changes=Changes(is_public=False)
        )
        return change_many(by=self.cast.sam, change_id=found.pk)

    @cached_property
    def session(self) -> Session:
        return self.activity.sessions.get()

    @cached_property
    def attachment(self) -> Attachment:
        entry = AttachmentEntry(shows="Notes of the day", kind="notes")
        upload = SimpleUploadedFile("notes.txt", b"What people said")
        return add_attachment(
            by=self.cast.sam, activity_id=self.activity.pk, upload=upload, entry=entry
        )

    @cached_property
    def olus_session(self) -> Session:
        return self.olus_activity.sessions.get()

    def _import(self, **facts) -> ImportBatch:
        usual = {
            "kind": "activities",
            "by": self.cast.sam,
            "file_name": "log.csv",
            "digest": "0" * 64,
            "size": 10,
            "sheet": 0,
            "header_row": 1,
            "headings": ["Title"],
            "checked_at": timezone.now(),
        }
        return ImportBatch.objects.create(**{**usual, **facts})

    @cached_property
    def checked_import(self) -> ImportBatch:
        return self._import(state=ImportBatch.State.CHECKED)

    def _loaded_import(self, by, **facts) -> ImportBatch:
        return self._import(
            by=by,
            state=ImportBatch.State.LOADED,
            mode=ImportBatch.Mode.ALL,
            loaded_at=timezone.now(),
            loaded_by=by,
            **facts,
        )

    @cached_property
    def loaded_import(self) -> ImportBatch:
        return self._loaded_import(self.cast.sam)

    @cached_property
    def checked_parts(self) -> ImportBatch:
        state = ImportBatch.State.CHECKED
        return self._import(kind="parts", by=self.cast.ada, state=state)

    @cached_property
    def checked_members(self) -> ImportBatch:
        state = ImportBatch.State.CHECKED
        return self._import(kind="members", by=self.cast.ivy, state=state)

    @cached_property
    def loaded_members(self) -> ImportBatch:
        return self._loaded_import(self.cast.ivy, kind="members")

    @cached_property
    def loaded_parts(self) -> ImportBatch:
        return self._loaded_import(self.cast.ada, kind="parts")

    @cached_property
    def project(self):
        return projects.add_project(by=BY, name="A calmer waiting room")

    @cached_property
    def round(self):
        today = timezone.localdate()
        return mapping.open_mapping_round(
            by=self.cast.ivy,
            title="Autumn",
            message="Please look",
            period_from=date(2026, 1, 1),
            period_to=today,
            due_on=today + timedelta(days=14),
        )

    @cached_property
    def reply(self) -> MappingReply:
        return self.round.replies.get(directorate__name="East Kent")

    @cached_property
    def acute_reply(self) -> MappingReply:
        return self.round.replies.get(directorate__name="Acute")

    @cached_property
    def directorate(self) -> Directorate:
        return Directorate.objects.get(name="East Kent")

    @cached_property
    def service(self) -> Service:
        return Service.objects.get(name__startswith="Canterbury")

    @cached_property
    def post(self) -> Post:
        return Post.objects.earliest("pk")

    @cached_property
    def venue(self):
        return add_venue(by=BY, name="The library")

    @cached_property
    def area(self) -> Area:
        return Area.objects.earliest("pk")

    @cached_property
    def theme(self) -> Theme:
        return Theme.objects.earliest("pk")

    @cached_property
    def special_day(self) -> SpecialDay:
        return SpecialDay.objects.get(name="Ramadan")

    @cached_property
    def special_date(self) -> SpecialDate:
        return self.special_day.dates.earliest("first_on")

    @cached_property
    def hidden_person(self):
        return someone("Hidden Person", is_hidden=True)

    @cached_property
    def merge(self):
        kept, gone = someone("Kept Person"), someone("Gone Person")
        return merge_people(by=self.cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})

    @cached_property
    def role_held(self):
        day = timezone.localdate()
        return start_role(by=BY, person_id=self.person.pk, role="ambassador", starts_on=day)

    @cached_property
    def own_role(self):
        day = timezone.localdate()
        return start_role(by=BY, person_id=self.member.pk, role="ambassador", starts_on=day)

    @cached_property
    def check(self):
        return Check.objects.earliest("pk")

    @cached_property
    def welcome_step(self):
        return InductionStep.objects.earliest("pk")

    @cached_property
    def partner(self):
        row = add_partner(by=BY, name="A charity")
        account, name = self.cast.ben, "Ben Carter"
        PartnerContact.objects.create(partner=row, name=name, account=account, is_main=True)
        return row

    @cached_property
    def contact(self):
        return add_contact(
            by=BY,
            partner_id=self.partner.pk,
            entry=ContactEntry("Nia Obi", email="nia@charity.example"),
        )

    @cached_property
    def partner_token(self) -> str:
        return invitation_token(invite_contact(by=BY, contact_id=self.contact.pk))

    @cached_property
    def talk(self):
        return note_talk(
            by=self.cast.sam,
            partner_id=self.partner.pk,
            on=timezone.localdate(),
            how="call",
            what="A plan",
            next_step="Send dates",
            due_on=timezone.localdate(),
        )

    @cached_property
    def agreement(self):
        today = timezone.localdate()
        return add_agreement(
            by=self.cast.sam,
            partner_id=self.partner.pk,
            kind="mou",
            agreed_on=today,
            review_on=today + timedelta(days=365),
            upload=SimpleUploadedFile("mou.txt", b"What we agreed"),
        )

    @cached_property
    def champion(self):
        return Champion.objects.create(
            person=self.member, partner=self.partner, starts_on=timezone.localdate()
        )

    @cached_property
    def person(self):
        return someone("Dana Whitlock", shown_name="Dana", email="dana@home.example")

    @cached_property
    def preference_token(self) -> str:
        return token_of(renew_preference_link(by=BY, person_id=self.person.pk))

    @cached_property
    def address_token(self) -> str:
        return address_check_address(self.person).rstrip("/").rpartition("/")[2]

    @cached_property
    def still_token(self) -> str:
        return still_here_address(self.person.pk).rstrip("/").rpartition("/")[2]

    @cached_property
    def rights_request(self):
        return ask_right(by=BY, person_id=self.member.pk, kind="correction", words="Please")

    @cached_property
    def by_hand(self):
        return baker.make(ByHand, person=self.person, channel="telephone", words="Hello")

    @cached_property
    def join_token(self) -> str:
        """A mailed link to answers under way."""
        Joining.objects.create(
            state=Joining.State.OPEN,
            email="somebody@home.example",
            links=[digest_of("a-token")],
            expires_at=timezone.now() + timedelta(days=1),
        )
        return "a-token"

    @cached_property
    def member(self) -> Person:
        """Amina's record."""
        return someone("Amina Yusuf", account=self.cast.amina)

    @cached_property
    def need(self) -> Need:
        entry = NeedEntry("professional_bsl", SharedWith.ORGANISER)
        return set_needs(by=self.cast.amina, person_id=self.member.pk, entries=[entry])[0]

    @cached_property
    def kept_from(self):
        return keep_needs_from(by=BY, person_id=self.member.pk, email="host@trust.example")

    @cached_property
    def adjustment(self):
        return offer_adjustment(by=BY, person_id=self.member.pk, offered="An interpreter")

    @cached_property
    def emergency_look(self):
        set_emergency_contact(
            by=BY, person_id=self.member.pk, entry=EmergencyEntry("Bilal", "01227 000000")
        )
        return look_at_emergency_contact(
            by=self.cast.ivy, person_id=self.member.pk, reason="She did not arrive"
        )

    @cached_property
    def joining(self) -> Joining:
        """Somebody whom Sam is entering."""
        return begin_entry(by=self.cast.sam, way_in="telephone")

    @cached_property
    def letter(self) -> Letter:
        return baker.make(
            Letter,
            person=someone("Grace Obi", by=self.cast.sam),
            is_by_post=True,
            made_by=self.cast.sam,
        )

    @cached_property
    def entered(self) -> Person:
        """Whom Sam entered."""
        return self.letter.person

    @cached_property
    def page_text(self) -> PageText:
        return baker.make(
            PageText, page="start", code="en", is_easy_read=True, title="Join", is_shown=True
        )

    @cached_property
    def page_picture(self) -> PagePicture:
        return baker.make(PagePicture, text=self.page_text, file=self.attachment.file, alt="A tree")

    @cached_property
    def paper_batch(self):
        return print_forms(by=self.cast.sam, size="a4", count=1)

    @cached_property
    def paper_reference(self) -> str:
        return self.paper_batch.forms.get().reference

    @cached_property
    def take_over_token(self) -> str:
        baker.make(
            TakeOver,
            person=self.letter.person,
            email="grace@home.example",
            link=digest_of("own-way"),
            expires_at=timezone.now() + timedelta(days=1),
            used_at=None,
        )
        return "own-way"

    @cached_property
    def message(self) -> Message:
        act = baker.make(Act, system="tests", by=None, service="tests.tests")
        return baker.make(
            Message,
            act=act,
            state=Message.State.HELD,
            address="x@home.example",
            subject="Hello",
            is_secret=False,
            secret_body=None,
            body="Hello",
        )
