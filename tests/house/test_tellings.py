"""Every change of the trust's records is told in words, or it is said why not."""

import re

from django.apps import apps as installed

from core.tellings import COUNT, IT, Kind, Telling, Tellings
from core.tellings.sockets import TELLINGS, tellings
from tests.house.source import Module, decorators, modules, planted
from users.permissions import PERMISSIONS

APPS = {"activities", "claims", "community", "organisation"}
ROUNDS = "a mapping round has a page of its own, for those who run and answer it"
FORMS = "a template is a form filled in beforehand and no record"
UNDER_WAY = "somebody is joining and is not there yet; that they joined is told"
PRIVATE = "from whom a person keeps what they need is for that person alone"
OWN = "the address of a person's calendar is for that person alone"
FELT = "who said how it felt, or wants a call, is nobody else's business"
PLACES = "who has a place is for that person and for those who run the session"
OWN_INTERESTS = "what a person wants to hear of is for that person alone"
OWN_CLAIMS = "what a person claims is for that person and those who decide"
DESKS = "on whose desk a claim is, and why, is for those who decide"
PAID = "what somebody is paid is for that person and for finance"
NOT_YET = "nothing is changed by it yet: the change itself is told"

# Services that leave no line on the page of recent changes, with the reason.
UNTOLD = {
    "claims.mark_paid": PAID,
    "claims.return_payment": PAID,
    "claims.set_supplier_number": PAID,
    "claims.top_up_person": PAID,
    "claims.forget_receipts": "a receipt has its time, and the claim says that it is not kept any more",
    "claims.start_claim": OWN_CLAIMS,
    "claims.send_claim": OWN_CLAIMS,
    "claims.withdraw_claim": OWN_CLAIMS,
    "claims.drop_claim": OWN_CLAIMS,
    "claims.add_line": OWN_CLAIMS,
    "claims.answer_line": OWN_CLAIMS,
    "claims.change_line": OWN_CLAIMS,
    "claims.remove_line": OWN_CLAIMS,
    "claims.add_receipts": OWN_CLAIMS,
    "claims.sort_receipt": OWN_CLAIMS,
    "claims.remove_receipt": OWN_CLAIMS,
    "claims.choose_payee": OWN_CLAIMS,
    "claims.start_appeal": OWN_CLAIMS,
    "claims.withdraw_appeal": OWN_CLAIMS,
    "claims.answer_appeal": OWN_CLAIMS,
    "claims.place_appeals": DESKS,
    "claims.enter_claim": OWN_CLAIMS,
    "claims.send_entered_claim": OWN_CLAIMS,
    "claims.ask_first": OWN_CLAIMS,
    "claims.agree_request": OWN_CLAIMS,
    "claims.decline_request": OWN_CLAIMS,
    "claims.book_request": OWN_CLAIMS,
    "claims.give_cash": OWN_CLAIMS,
    "claims.withdraw_request": OWN_CLAIMS,
    "claims.carry_request": OWN_CLAIMS,
    "claims.share_out": DESKS,
    "claims.declare_interest": DESKS,
    "claims.end_interest": DESKS,
    "claims.add_absence": DESKS,
    "claims.end_absence": DESKS,
    "claims.decide_line": OWN_CLAIMS,
    "claims.decide_rest": OWN_CLAIMS,
    "claims.take_claim": OWN_CLAIMS,
    "claims.hand_on_claim": OWN_CLAIMS,
    "claims.ask_question": OWN_CLAIMS,
    "claims.answer_question": OWN_CLAIMS,
    "claims.go_on_without_answer": OWN_CLAIMS,
    "activities.ask_for_change": NOT_YET,
    "activities.ask_for_undo": NOT_YET,
    "activities.ask_for_preview": NOT_YET,
    "activities.make_preview": NOT_YET,
    "activities.prepare_change": NOT_YET,
    "activities.change_template": FORMS,
    "activities.delete_template": FORMS,
    "activities.save_template": FORMS,
    "activities.remove_attachments": "the activities that had them are deleted, which is told",
    "activities.add_words": "it is a part of bringing in a file, which is told",
    "activities.answer_mapping": ROUNDS,
    "activities.choose_lead": ROUNDS,
    "activities.close_mapping_round": ROUNDS,
    "activities.open_mapping_round": ROUNDS,
    "activities.remind_leads": ROUNDS,
    "activities.reopen_answer": ROUNDS,
    "community.write_to_many": "it is a part of what is told to all of them",
    "activities.accept_offer": PLACES,
    "activities.answer_offer": PLACES,
    "activities.answer_wish": PLACES,
    "activities.call_off_arrangement": PLACES,
    "activities.ask_people": PLACES,
    "activities.decline_invitation": PLACES,
    "activities.decline_offer": PLACES,
    "activities.end_undrawn": PLACES,
    "activities.lapse_offer": PLACES,
    "activities.offer_places": PLACES,
    "activities.sign_up": PLACES,
    "activities.tell_sign_up": PLACES,
    "activities.remind_sign_up": PLACES,
    "activities.remind_sign_ups": PLACES,
    "activities.answer_session_need": PLACES,
    "activities.mark_attendance": PLACES,
    "activities.mark_here": PLACES,
    "activities.clear_attendance": PLACES,
    "activities.note_minutes": PLACES,
    "activities.make_feed": OWN,
    "activities.end_feed": OWN,
    "activities.end_calendar_links": OWN,
    "activities.renew_place_link": OWN,
    "activities.mark_sheet": PLACES,
    "activities.mark_file": PLACES,
    "activities.tell_missed": PLACES,
    "activities.thank_person": PLACES,
    "activities.owe_answer": "that it is owed stands on the page of the session and on desks",
    "activities.say_felt": FELT,
    "activities.take_back_felt": FELT,
    "activities.say_staff_felt": FELT,
    "activities.take_back_staff_felt": FELT,
    "activities.want_call": FELT,
    "activities.drop_call": FELT,
    "activities.finish_call": FELT,
    "activities.change_session_needs": PLACES,
    "activities.change_sign_up": PLACES,
    "activities.offer_to_lead": PLACES,
    "activities.ask_to_lead": PLACES,
    "activities.answer_lead": PLACES,
    "activities.place_lead": PLACES,
    "activities.save_interest": OWN_INTERESTS,
    "activities.end_interest": OWN_INTERESTS,
    "activities.tell_of_new": OWN_INTERESTS,
    "activities.forget_answers": "answers are forgotten after a stated time, as the page says",
    "activities.withdraw_sign_up": PLACES,
    "community.ask_for_link": UNDER_WAY,
    "community.send_join_link": UNDER_WAY,
    "community.remind_joinings": UNDER_WAY,
    "community.ask_members": "what was sent to whom stands with each person",
    "community.keep_needs_from": PRIVATE,
    "community.show_needs_again": PRIVATE,
    "community.ask_take_over": UNDER_WAY,
    "community.print_forms": "an empty form says nothing about anybody",
}


def services(found: list[Module], apps: set[str] = APPS) -> set[str]:
    """Every service of the apps that hold the trust's records, as acts name it."""
    return {
        f"{module.app}.{node.name}"
        for module in found
        if module.app in apps and module.is_layer("services")
        for node in module.functions()
        if "service" in decorators(node)
    }


def faults(told: Tellings) -> list[str]:
    """Tellings that could not be shown."""
    wrong = [
        f"{name} is told with no {IT}" for name, one in told.services.items() if not _marked(one)
    ]
    wrong += [
        f"{name}: there is no permission {one.kind.permission}"
        for name, one in told.services.items()
        if one.kind.permission not in PERMISSIONS
    ]
    for label, record in told.records.items():
        models = [label, *(part.model for part in record.parts)]
        wrong += [f"{model} is no model" for model in models if not _is_model(model)]
    return wrong


def _marked(one: Telling) -> bool:
    return set(re.findall(r"\{\w+\}", one.did)) in ({IT}, {COUNT}, {IT, COUNT})


def _is_model(label: str) -> bool:
    try:
        return installed.get_model(label) is not None
    except LookupError:
        return False


def test_every_service_is_told_in_words():
    known = set(tellings()) | set(UNTOLD)
    assert sorted(services(modules()) - known) == [], "add a line to the app's tellings.py"


def test_nothing_is_told_that_is_no_service():
    here = {name for name in {*tellings(), *UNTOLD} if name.partition(".")[0] in APPS}
    assert sorted(here - services(modules())) == []


def test_every_telling_can_be_shown():
    assert [fault for told in TELLINGS for fault in faults(told())] == []


def test_a_service_nobody_tells_of_is_found(tmp_path):
    text = "@service\ndef paint_it(*, by):\n    pass\n"
    module = planted(tmp_path, text, "services/paint.py")
    assert services([module], {module.app}) == {f"{module.app}.paint_it"}


def test_a_telling_without_a_record_or_permission_is_found():
    bad = Telling("painted", Kind("paint", "Paint", "see_paint"))
    assert len(faults(Tellings({"activities.paint_it": bad}))) == 2
