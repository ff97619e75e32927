"""What the world holds of claims, made when it is asked for."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from model_bakery import baker

from claims.models import (
    Appeal,
    ApprovedRate,
    Claim,
    DecisionReason,
    DeclaredInterest,
    Delegation,
    Edition,
    Line,
    Question,
    Receipt,
    SpendingRequest,
)
from claims.services.claims import start_claim
from claims.services.entering import enter_claim
from claims.services.policy import begin_draft
from claims.services.receipts import PURPOSE, TAKES, add_receipts
from core.files.services import store_upload
from core.service import System
from organisation.models import Post, Service
from tests.community.people import someone
from tests.core.files import files
from users.models import User

BY = System("tests")


class Claims:
    """A part of `tests.house.world.World`, which has the cast and the people."""

    cast: Any
    member: Any

    @cached_property
    def claim(self) -> Claim:
        """What Amina is writing."""
        return start_claim(by=self.cast.amina, person_id=self.member.pk, purpose="A meeting")

    @cached_property
    def entered_claim(self) -> Claim:
        """What Sam writes down for somebody who calls."""
        person = someone("Dana Whitlock")
        return enter_claim(
            by=self.cast.sam, person_id=person.pk, way="telephone", purpose="A meeting"
        )

    @cached_property
    def claim_line(self) -> Line:
        return baker.make(Line, claim=self.claim, category="parking", pence=150)

    @cached_property
    def claim_receipt(self) -> Receipt:
        upload = SimpleUploadedFile("ticket.pdf", files.PDF)
        add_receipts(by=self.cast.amina, claim_id=self.claim.pk, uploads=[upload])
        return Receipt.objects.get(claim=self.claim)

    def _asked(self, **said: Any) -> SpendingRequest:
        """What Amina asked before spending, for Cal to answer."""
        return SpendingRequest.objects.create(
            person=self.member,
            service=self.desk_service,
            category="taxi",
            words="A taxi there and back",
            needed_on=timezone.localdate(),
            pence=1_500,
            **said,
        )

    @cached_property
    def spending_request(self) -> SpendingRequest:
        return self._asked()

    @cached_property
    def paid_request(self) -> SpendingRequest:
        """One for which she got the money, and signed."""
        now, slip = timezone.now(), SimpleUploadedFile("slip.pdf", files.PDF)
        return self._asked(
            how="cash",
            state="cash_given",
            agreed_pence=1_500,
            answered_at=now,
            given_pence=1_500,
            signed_name="Amina Yusuf",
            settled_at=now,
            signed_paper=store_upload(by=BY, upload=slip, purpose="tests", takes=TAKES),
        )

    @cached_property
    def draft_policy(self) -> Edition:
        return begin_draft(
            by=BY,
            starts_on=date(2026, 4, 6),
            what_changed="The first one",
            contact_name="Payments",
            contact_email="payments@portal.example",
        )

    @cached_property
    def approved_rate(self) -> ApprovedRate:
        return ApprovedRate.objects.earliest("pk")

    @cached_property
    def desk_service(self) -> Service:
        """A service whose claims Cal decides."""
        service = Service.objects.get(name__startswith="Canterbury")
        Post.objects.create(person=self.cast.cal, duty=Post.Duty.APPROVER, service=service)
        return service

    @cached_property
    def waiting_claim(self) -> Claim:
        """A claim that waits on Cal's desk; not Amina's, so that hers stays as it is."""
        person = someone("Wanda Lowe")
        return Claim.objects.create(
            person=person,
            payee=person.payees.create(kind="self"),
            purpose="A meeting",
            service=self.desk_service,
            state=Claim.State.SENT,
            sent_at=timezone.now(),
            decide_by=timezone.localdate(),
            holder=self.cast.cal,
        )

    @cached_property
    def appeal(self) -> Appeal:
        """What Cal has to look at again."""
        return Appeal.objects.create(
            claim=self.waiting_claim,
            words="It was the only way",
            answer_by=timezone.localdate(),
            to=self.cast.cal,
        )

    @cached_property
    def own_appeal(self) -> Appeal:
        return Appeal.objects.create(
            claim=self.claim, words="It was the only way", answer_by=timezone.localdate()
        )

    @cached_property
    def appeal_receipt(self) -> Receipt:
        upload = SimpleUploadedFile("bus.pdf", files.PDF)
        stored = store_upload(by=BY, upload=upload, purpose=PURPOSE, takes=TAKES)
        return Receipt.objects.create(
            claim=self.appeal.claim, file=stored, digest=stored.digest, place=1
        )

    @cached_property
    def waiting_line(self) -> Line:
        return baker.make(
            Line,
            claim=self.waiting_claim,
            category="parking",
            pence=150,
            cost_on=timezone.localdate(),
        )

    @cached_property
    def signed_claim(self) -> Claim:
        """One that came on paper, with the form that was signed."""
        slip = SimpleUploadedFile("form.pdf", files.PDF)
        claim = self.waiting_claim
        claim.way, claim.agreed_on = Claim.Way.PAPER, timezone.localdate()
        claim.signed_paper = store_upload(by=BY, upload=slip, purpose="tests", takes=TAKES)
        claim.save()
        return claim

    @cached_property
    def waiting_receipt(self) -> Receipt:
        upload = SimpleUploadedFile("stub.pdf", files.PDF)
        stored = store_upload(by=BY, upload=upload, purpose=PURPOSE, takes=TAKES)
        return baker.make(
            Receipt, claim=self.waiting_claim, file=stored, digest=stored.digest, place=2
        )

    @cached_property
    def claim_question(self) -> Question:
        return baker.make(Question, line=self.waiting_line, words="Which car park?")

    @cached_property
    def decision_reason(self) -> DecisionReason:
        return DecisionReason.objects.earliest("pk")

    @cached_property
    def interest(self) -> DeclaredInterest:
        return DeclaredInterest.objects.create(
            account=self.cast.cal, person=someone("Nora Bright"), why="A neighbour"
        )

    @cached_property
    def delegation(self) -> Delegation:
        day = timezone.localdate() + timedelta(days=30)
        una = User.objects.create(email="una@portal.example", name="Una", roles=["claims_approver"])
        return Delegation.objects.create(
            absent=self.cast.cal, stand_in=una, first_on=day, last_on=day
        )
