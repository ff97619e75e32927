"""How changes of the list of partner organisations are told."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from core.tellings import Kind, Record, Telling, Tellings

PARTNERS = Kind("partners", "Partners", "keep_partners")
PEOPLE = Kind("people", "People", "keep_people")
# What somebody needs is told without saying what: who may read it opens the page.
NEEDS = Kind("needs", "Needs and support", "see_needs")
EMERGENCY = Kind("emergency", "Emergency contacts", "see_emergency_contacts")
CONCERNS = Kind("concerns", "Concerns passed on", "see_concerns")


def _quiet(did: str, kind: Kind) -> Telling:
    return Telling(did, kind, with_fields=False)


SERVICES = {
    "community.add_person": Telling("entered {it}", PEOPLE),
    "community.add_page_text": Telling("wrote {it}", PEOPLE),
    "community.change_page_text": Telling("changed {it}", PEOPLE),
    "community.add_page_picture": Telling("put a picture to {it}", PEOPLE, with_fields=False),
    "community.remove_page_picture": Telling(
        "took a picture out of {it}", PEOPLE, with_fields=False
    ),
    "community.offer_take_over": Telling("sent {it} the link to their record", PEOPLE),
    "community.take_over_record": Telling("let {it} sign in to their record", PEOPLE),
    "community.finish_letter": Telling("sent the letter to {it}", PEOPLE, with_fields=False),
    "community.finish_joining": Telling("made a member of {it}", PEOPLE),
    "community.change_person": Telling("changed the record of {it}", PEOPLE),
    "community.change_and_tell": Telling("changed the record of {it}", PEOPLE),
    "community.restore_person": Telling(
        "took the record of {it} back to an earlier version", PEOPLE
    ),
    "community.load_members": Telling(
        "brought in {count} people from a file", PEOPLE, why="File", many=("person", "people")
    ),
    "community.undo_members": Telling(
        "took {count} people of a file out again", PEOPLE, many=("person", "people")
    ),
    "community.move_person": Telling("changed where {it} stands", PEOPLE),
    "community.record_consents": Telling("recorded what {it} agrees to", PEOPLE),
    "community.stop_purposes": Telling("stopped messages to {it}", PEOPLE),
    "community.renew_preference_link": Telling("ended the links of {it}", PEOPLE),
    "community.add_wording": Telling("added the words {it}", PEOPLE),
    "community.write_to": Telling("wrote to {it}", PEOPLE),
    "community.finish_by_hand": Telling("gave a message to {it}", PEOPLE),
    "community.finish_letters": Telling(
        "posted {count} letters", PEOPLE, many=("letter", "letters")
    ),
    "community.finish_new_letters": Telling(
        "posted {count} letters", PEOPLE, many=("letter", "letters")
    ),
    "community.note_bounce": Telling("noted that mail to {it} came back", PEOPLE),
    "community.ask_address": Telling("asked {it} if their email address is theirs", PEOPLE),
    "community.answer_address": Telling("said whose the email address of {it} is", PEOPLE),
    "community.pass_on_held": Telling("sent on what waited for {it}", PEOPLE, with_fields=False),
    "community.take_account_address": Telling(
        "confirmed a new email address for {it}", PEOPLE, with_fields=False
    ),
    "community.trust_address": Telling("said that mail reaches {it}", PEOPLE),
    "community.move_and_tell": Telling("changed where {it} stands", PEOPLE),
    "community.note_heard_from": Telling("heard from {it}", PEOPLE, with_fields=False),
    "community.ask_if_still_with_us": Telling(
        "asked {it} if they still want to take part", PEOPLE, with_fields=False
    ),
    "community.say_still_here": Telling(
        "said that {it} still takes part", PEOPLE, with_fields=False
    ),
    "community.say_day_has_come": Telling(
        "reminded {it} of the day they wanted to be back", PEOPLE, with_fields=False
    ),
    "community.pause_unanswered": Telling("paused {it}, who did not answer", PEOPLE),
    "community.start_role": Telling("gave {it} a role", PEOPLE),
    "community.agree_role": Telling("agreed a role with {it}", PEOPLE),
    "community.agree_own_role": Telling("agreed to a role of {it}", PEOPLE),
    "community.remind_renewal": Telling(
        "reminded {it} that a role is to be agreed again", PEOPLE, with_fields=False
    ),
    "community.end_role": Telling("ended a role of {it}", PEOPLE),
    "community.reword_role": Telling("described the role {it} anew", PEOPLE, with_fields=False),
    "community.record_check": Telling("recorded training or a check of {it}", PEOPLE),
    "community.add_check": Telling("added the training or check {it}", PEOPLE),
    "community.change_check": Telling("changed the training or check {it}", PEOPLE),
    "community.merge_people": Telling("put another record together with {it}", PEOPLE),
    "community.undo_merge": Telling("took another record apart from {it}", PEOPLE),
    "community.tell_apart": Telling(
        "said that {it} and another record are of two people", PEOPLE, with_fields=False
    ),
    "community.keep_welcome": Telling("kept the welcome of {it}", PEOPLE),
    "community.add_step": Telling("added the step {it} to the welcome", PEOPLE),
    "community.change_step": Telling("changed the step {it} of the welcome", PEOPLE),
    "community.set_needs": _quiet("added what {it} needs", NEEDS),
    "community.change_need": _quiet("changed what {it} needs", NEEDS),
    "community.confirm_needs": _quiet("looked through what {it} needs", NEEDS),
    "community.end_need": _quiet("ended something that {it} needed", NEEDS),
    "community.ask_for_needs_review": _quiet("asked {it} if their needs are still right", NEEDS),
    "community.offer_adjustment": _quiet("offered something to {it}", NEEDS),
    "community.answer_adjustment": _quiet("said if what was offered to {it} was there", NEEDS),
    "community.set_emergency_contact": _quiet("changed whom to call for {it}", EMERGENCY),
    "community.remove_emergency_contact": _quiet("removed whom to call for {it}", EMERGENCY),
    "community.look_at_emergency_contact": _quiet("looked up whom to call for {it}", EMERGENCY),
    "community.pass_on_concern": _quiet("passed on a concern about {it}", CONCERNS),
    "community.ask_right": Telling("asked something about the record of {it}", PEOPLE),
    "community.note_requests": _quiet("wrote down what {it} asked", PEOPLE),
    "community.extend_right": _quiet("took more time for what {it} asked", PEOPLE),
    "community.take_copy_for": _quiet("took out a copy to hand to {it}", PEOPLE),
    "community.acknowledge_right": Telling("looks at what {it} asked", PEOPLE),
    "community.answer_right": Telling("answered what {it} asked", PEOPLE),
    "community.take_back_right": Telling("took back what {it} asked", PEOPLE),
    "community.take_out_own_data": Telling("took out the copy of {it}", PEOPLE),
    "community.leave": Telling("ended the part of {it}", PEOPLE),
    "community.erase_person": Telling("forgot {it}", PEOPLE, with_fields=False),
    "community.ask_erasure_again": Telling("noted again that {it} is to be forgotten", PEOPLE),
    "community.add_partner": Telling("added the partner {it}", PARTNERS),
    "community.rename_partner": Telling("changed the partner {it}", PARTNERS),
    "community.describe_partner": Telling("changed the entry of the partner {it}", PARTNERS),
    "community.add_contact": Telling("added a contact of the partner {it}", PARTNERS),
    "community.change_contact": _quiet("changed a contact of the partner {it}", PARTNERS),
    "community.end_contact": _quiet("said that a contact of the partner {it} left", PARTNERS),
    "community.invite_contact": _quiet("invited a contact of the partner {it}", PARTNERS),
    "community.accept_invitation": _quiet("began to keep the entry of {it}", PARTNERS),
    "community.note_talk": _quiet("was in touch with the partner {it}", PARTNERS),
    "community.finish_step": _quiet("did a next step with the partner {it}", PARTNERS),
    "community.add_agreement": _quiet("wrote down an agreement with the partner {it}", PARTNERS),
    "community.end_agreement": _quiet("ended an agreement with the partner {it}", PARTNERS),
    "community.link_champion": _quiet("linked a champion to {it}", PEOPLE),
    "community.end_champion": _quiet("ended the link of a champion to {it}", PEOPLE),
    "community.restore_partner": Telling("took the partner {it} back to an earlier name", PARTNERS),
    "community.put_away_partner": Telling(
        "stopped offering the partner {it}", PARTNERS, with_fields=False
    ),
    "community.bring_back_partner": Telling(
        "brought back the partner {it}", PARTNERS, with_fields=False
    ),
}


def _at(name: str) -> Callable[[int], str]:
    return lambda pk: reverse(f"community:{name}", args=[pk])


RECORDS = {
    "community.partner": Record("partner", _at("partner_rename")),
    "community.person": Record("person", _at("person_detail")),
    "community.check": Record("training or check", _at("check_change")),
    "community.inductionstep": Record("step of the welcome", _at("step_change")),
}


def told() -> Tellings:
    """What this app tells (`core.tellings`)."""
    return Tellings(SERVICES, RECORDS)
