"""Paper forms, letters, and what a letter says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from community.models import Joining, Letter, Need, PaperBatch, PaperForm, Person
from community.rules.codes import in_groups, read_reference, record_code
from community.rules.entries import LetterFacts, read_letter_blocker
from community.rules.needs import SEE_NEEDS
from community.rules.people import KEEP
from community.selectors.consents import latest_consents
from community.selectors.needs import is_kept_from, needs_of
from community.selectors.people import all_ids
from organisation.models import Area, Experience, Interest

# Records that staff at large may know of; the same as `LetterFacts.is_open_record`.
_OPEN_RECORD = Q(
    person__is_hidden=False, person__merged_into__isnull=True, person__erased_at__isnull=True
)


def batches() -> QuerySet[PaperBatch]:
    """Every batch of forms, with how many came back."""
    return PaperBatch.objects.annotate(used=Count("forms", filter=Q(forms__used_at__isnull=False)))


def find_batch(batch_id: int) -> PaperBatch:
    return get_object_or_404(batches(), pk=batch_id)


def references_of(batch: PaperBatch) -> list[str]:
    return list(batch.forms.values_list("reference", flat=True))


def find_paper(typed: str) -> PaperForm | None:
    """The form with a reference, however it was typed; None if there is none."""
    reference = read_reference(typed)
    if reference is None:
        return None
    return PaperForm.objects.select_related("used_by").filter(reference=reference).first()


def words_of_day(row: Joining) -> date | None:
    """The day whose words were printed on the form that is typed in; None: those of today."""
    if row.paper is None:
        return None
    return timezone.localdate(row.paper.batch.created_at)


def typing_of(paper: PaperForm) -> Joining | None:
    """Whoever is typing this form in now."""
    rows = paper.joinings.filter(state=Joining.State.OPEN).select_related("owner")
    return rows.first()


def letters_for(viewer: Any) -> QuerySet[Letter]:
    """Letters that wait: all of them for the team, their own for who entered somebody."""
    rows = Letter.objects.filter(sent_at__isnull=True).select_related("person")
    return rows if viewer.may(KEEP) else rows.filter(_OPEN_RECORD, made_by=viewer)


def letter_facts(letter: Letter) -> LetterFacts:
    """What the rules need to know of a letter."""
    person = letter.person
    is_closed = person.is_hidden or person.merged_into_id or person.erased_at
    return LetterFacts(letter.made_by_id, letter.sent_at is not None, not is_closed)


def find_letter(viewer: Any, letter_id: int) -> Letter:
    """One letter; 404 if this viewer may not open it, or not any more."""
    row = Letter.objects.select_related("person__district").filter(pk=letter_id).first()
    if row is None or read_letter_blocker(viewer, letter_facts(row)):
        raise Http404
    return row


def letter_of(viewer: Any, person: Person) -> Letter | None:
    """The letter that this viewer made for somebody, while they may open it."""
    row = Letter.objects.filter(person=person, made_by=viewer).order_by("-pk").first()
    return None if row is None or read_letter_blocker(viewer, letter_facts(row)) else row


def code_for(person: Person) -> str:
    """The code with which somebody proves that the letter reached them, as it is printed."""
    return in_groups(record_code(person.pk, secret=settings.SECRET_KEY))


def needs_in_letter(letter: Letter, viewer: Any) -> list[Need]:
    """What a letter says of needs: what was written down with it and still counts.

    Who wrote it down reads it until the letter went out, then only the team; nobody from whom
    the person keeps it.
    """
    is_writer = letter.made_by_id == viewer.pk and letter.sent_at is None
    if not (is_writer or viewer.may(SEE_NEEDS)):
        return []
    if is_kept_from(viewer, all_ids(letter.person)):
        return []
    needs = needs_of(letter.person)
    return [need for need in needs if need.entered_by_id == letter.made_by_id]


def answers_of(person: Person, needs: Sequence[Need] = ()) -> dict[str, Any]:
    """A record as the answers that make it, for the same summary."""
    return {
        "needs": [{"code": need.code, "detail": need.detail} for need in needs],
        "needs_shared": needs[0].shared_with if needs else "",
        "name": person.name,
        "shown_name": person.shown_name,
        "phone": person.phone,
        "kinds": person.kinds,
        "is_hidden": person.is_hidden,
        "brings": person.brings,
        "availability": person.availability,
        "meets": person.meets,
        "language": person.language,
        "outward_code": person.outward_code,
        "is_post_wanted": person.is_post_wanted,
        "address": person.address,
        "asks_a_month": person.asks_a_month,
    }


def names_of(person: Person) -> dict[str, Any]:
    """The names of what is chosen from lists, and the words that were agreed to."""
    agreed = [row.wording.text for row in latest_consents(person).values() if row.is_given]
    district = Area.objects.filter(pk=person.district_id or 0).first()
    return {
        "district": district.name if district else "",
        "consents": agreed,
        "experiences": list(
            Experience.objects.filter(pk__in=person.experiences.values("pk")).values_list(
                "label", flat=True
            )
        ),
        "interests": list(
            Interest.objects.filter(pk__in=person.interests.values("pk")).values_list(
                "label", flat=True
            )
        ),
    }
