"""Who may open what: the expected answer for every address, person and method.

One line per address: its name, then the people of the cast who get in. Everybody else who
is signed in gets 403 (or what `others` says); a visitor is sent to sign in. A closed account
counts as a visitor. An address that is not listed fails the test.

An address with ids gets them from `tests/house/world.py`, by the name of the argument; an
argument given here stands for another thing of that world. `sends` is a form that is
complete: then `done` names the people for whom it is carried out, and everybody else who
gets in sees it again with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field

VISITOR = "visitor"
CO_CREATORS = "amina ben"
LOGGERS = "sam olu lena ivy"
READERS = f"{LOGGERS} cal fin stella"
TEAM = "ivy"
OWN_NEEDS = "amina ivy"
SPEAKERS = f"ben {LOGGERS}"
FINANCE = "fin"
ADMINISTRATOR = "ada"
CAST = f"{CO_CREATORS} {READERS} {ADMINISTRATOR}"
EVERYONE = f"{VISITOR} {CAST}"
NOBODY = ""

SIGN_IN, FORBIDDEN, MISSING, IN = "sign in", "403", "404", "in"


@dataclass(frozen=True)
class Page:
    """One line of the table."""

    name: str
    who: frozenset[str]
    others: str = FORBIDDEN
    # Whom the address tells that there is nothing, though they hold the permission.
    lost: frozenset[str] = frozenset()
    visitor: str = SIGN_IN
    posted: str = IN
    arguments: dict[str, str] = field(default_factory=dict)
    sends: dict | None = None
    done: frozenset[str] = frozenset()

    def expected(self, key: str, method: str = "get") -> str:
        """What a person of the cast, a visitor or a closed account should get."""
        key = VISITOR if key == "closed" else key
        if key in self.who:
            return self.posted if method == "post" else IN
        if key in self.lost:
            return MISSING
        return self.visitor if key == VISITOR else self.others


def page(name, who, *, others=FORBIDDEN, lost="", posted=IN, sends=None, done="", **arguments):
    """A line: see the module. `posted` is what an empty form gets from those who get in."""
    return Page(
        name,
        frozenset(who.split()),
        others=others,
        lost=frozenset(lost.split()),
        posted=posted,
        arguments=arguments,
        sends=sends,
        done=frozenset(done.split()),
    )


REASON = {"reason": "It rained", "version": "1"}

TABLE = [
    # --- home: the start page and the pages about the portal ---
    page("home:start", EVERYONE),
    page("home:accessibility", EVERYONE),
    page("home:cookies", EVERYONE),
    page("home:guide_index", EVERYONE),
    page("home:guide_detail", EVERYONE, guide_key="=join"),
    page("home:help_now", EVERYONE),
    page("home:my_involvement", CAST),
    page("home:privacy", EVERYONE),
    page("home:search", f"{READERS} {ADMINISTRATOR}"),
    # --- core ---
    page("core:healthz", EVERYONE),
    page("core:readyz", EVERYONE),
    page("core:theme", EVERYONE),
    page("core:gallery", EVERYONE),
    page("core:draft_keep", EVERYONE),
    page("core:health", ADMINISTRATOR),
    page("core:work_state", "sam", others=MISSING),
    page("core:export_list", CAST),
    page("core:export_add", NOBODY, others=MISSING),  # it needs to be said of which list
    page("core:export_detail", "sam", others=MISSING),
    page("core:export_file", "sam", others=MISSING),
    page("core:export_stop", "sam", others=MISSING),
    page("core:export_remove", "sam", others=MISSING),
    page("core:saved_view_list", CAST),
    page("core:saved_view_add", READERS),
    page("core:saved_view_change", READERS, others=MISSING),
    page("core:saved_view_delete", READERS, others=MISSING, sends={}, done="sam"),
    page("core:saved_view_unshare", READERS, others=MISSING, sends={}, done="sam ivy"),
    page("core:message_list", "ivy ada"),
    page("core:message_detail", "ivy ada"),
    page("core:message_decide", "ivy ada"),
    # --- activities: the log ---
    page("activities:activity_list", READERS),
    page("activities:recent_changes", READERS),
    page("activities:log_export", READERS, sends={"directorate": "", "form": "zip"}, done=READERS),
    page("activities:activity_detail", READERS),
    page("activities:activity_history", READERS),
    page("activities:activity_restore", LOGGERS, version="=1"),
    page("activities:activity_restore", LOGGERS, version="=1", activity_id="olus_activity"),
    page("activities:activity_log", LOGGERS),
    page("activities:activity_draft_drop", LOGGERS),
    page("activities:activity_correct", LOGGERS),
    page("activities:activity_correct", LOGGERS, activity_id="olus_activity"),
    page("activities:activity_move", LOGGERS, to="cancelled", sends=REASON, done="sam lena ivy"),
    page(
        "activities:activity_move",
        LOGGERS,
        to="cancelled",
        activity_id="olus_activity",
        sends=REASON,
        done="olu ivy",
    ),
    page("activities:session_add", LOGGERS),
    page("activities:session_repeat", LOGGERS),
    # Sign-up: those who may correct the activity run it; a sign-up is its person's own.
    page("activities:opportunity_add", LOGGERS),
    page("activities:attendance_begin", LOGGERS),
    page("activities:opportunity_run", "sam lena ivy"),
    page("activities:opportunity_correct", "sam lena ivy"),
    page("activities:opportunity_move", "sam lena ivy", to="closed"),
    page("activities:sign_up_enter", "sam lena ivy"),
    page("activities:sign_up_correct", "sam lena ivy"),
    page("activities:lead_ask", "sam lena ivy"),
    page("activities:lead_settle", "sam lena ivy", to="agreed"),
    page("activities:question_add", "sam lena ivy"),
    page("activities:question_change", "sam lena ivy"),
    page("activities:question_end", "sam lena ivy"),
    page("activities:opportunity_ask", "sam lena ivy"),
    page("activities:opportunity_prepare", "sam lena ivy"),
    page("activities:opportunity_open_like", "sam lena ivy"),
    page("activities:opportunity_draw", "sam lena ivy", opportunity_id="drawn"),
    page("activities:session_need_answer", "sam lena ivy"),
    page("activities:session_needs_enter", "sam lena ivy"),
    # What people wrote of travel and cover is for the team alone.
    page("activities:arrangement_board", TEAM),
    page("activities:arrangement_answer", TEAM, sign_up_id="wishing", what="=travel"),
    page("activities:arrangement_cancel", TEAM, sign_up_id="unwanted", what="=travel"),
    *(
        page(f"activities:{name}", "sam lena ivy", **extra)
        for name, extra in (
            ("opportunity_day", {}),
            ("opportunity_pack", {}),
            ("attendance_mark", {"outcome": "=came", "person_id": "placed_person"}),
            ("attendance_hours", {"person_id": "person_who_came"}),
            ("attendance_clear", {"person_id": "person_who_came"}),
            ("attendance_sheet", {}),
            ("attendance_download", {}),
            ("attendance_file", {}),
            ("attendance_walk_in", {}),
            ("attendance_missed", {"person_id": "placed_person"}),
            ("attendance_finish", {}),
            ("opportunity_door", {}),
            ("opportunity_next", {}),
            ("opportunity_next_paper", {"opportunity_id": "opportunity_told"}),
            ("felt_staff", {}),
            ("felt_staff_take_back", {}),
            ("felt_enter", {"person_id": "person_who_came"}),
            ("call_enter", {"person_id": "person_who_came"}),
            ("attendance_certificate", {"person_id": "person_who_came"}),
            ("call_finish", {}),
        )
    ),
    page("activities:felt_gap", TEAM),
    page("activities:felt_gap_csv", TEAM),
    # Whoever has the link of the message afterwards: it names nobody.
    page("activities:session_after", EVERYONE),
    page("activities:felt_take_back", EVERYONE),
    page("activities:call_want", EVERYONE),
    page("activities:call_drop", EVERYONE),
    page("activities:session_certificate", "amina", others=MISSING),
    # Whoever has the link of an offer: it names nobody.
    page("activities:offer_answer", EVERYONE),
    page("activities:invitation_answer", EVERYONE),
    page("activities:invitation_settle", "sam lena ivy"),
    # Whoever stands at the door: it shows nobody's name.
    page("activities:door_here", EVERYONE, token="door_token"),
    page("activities:door_done", EVERYONE, token="door_token"),
    page("activities:sign_up_settle", "sam lena ivy", answer="withdraw"),
    page("activities:take_part", EVERYONE),
    # Sessions for members: an account alone makes none.
    page("activities:opportunity_detail", f"amina {READERS}", lost="visitor ben ada"),
    page("activities:sign_up_add", CAST),
    page("activities:lead_offer", f"amina {READERS}", lost="ben ada"),
    page("activities:lead_answer", "amina", others=MISSING, to="taken_back"),
    page("activities:saved_interest_add", CAST),
    page("activities:person_interest_add", TEAM),
    page("activities:person_interest_end", TEAM),
    page("activities:saved_interest_end", "amina", others=MISSING),
    # Whoever has its link: it names nobody.
    page("activities:session_calendar", EVERYONE),
    page("activities:public_feed", EVERYONE),
    page("activities:own_feed", EVERYONE, token="feed_token"),
    page("activities:calendar_address", CAST),
    page("activities:calendar_address_end", CAST),
    page("activities:person_calendar_end", TEAM),
    page("activities:place_calendar", EVERYONE, token="place_token"),
    page("activities:sign_up_detail", "amina", others=MISSING),
    page("activities:sign_up_needs", "amina", others=MISSING),
    page("activities:place_link", "amina", others=MISSING),
    page("activities:sign_up_draw", "amina", others=MISSING, sign_up_id="drawn_sign_up"),
    page("activities:sign_up_change", "amina", others=MISSING),
    page("activities:sign_up_certificate", "amina", others=MISSING, sign_up_id="attended"),
    page(
        "activities:sign_up_answer",
        "amina",
        others=MISSING,
        answer="withdraw",
        sends={},
        done="amina",
    ),
    # Files: who may read activities does not yet see who is in their photos.
    page("activities:attachment_add", LOGGERS),
    page("activities:attachment_fetch", LOGGERS),
    page("activities:attachment_correct", LOGGERS),
    page(
        "activities:attachment_remove",
        LOGGERS,
        sends={"reason": "She no longer agrees"},
        done="sam lena ivy",
    ),
    page("activities:session_correct", LOGGERS),
    page("activities:session_restore", LOGGERS, version="=1"),
    page("activities:session_move", LOGGERS, to="cancelled", sends=REASON, done="sam lena ivy"),
    page(
        "activities:session_move",
        LOGGERS,
        to="cancelled",
        session_id="olus_session",
        sends=REASON,
        done="olu ivy",
    ),
    page("activities:template_list", LOGGERS),
    page("activities:template_add", LOGGERS),
    page("activities:template_change", LOGGERS),
    page("activities:template_delete", LOGGERS, sends={}, done="sam ivy"),
    # --- activities: changing many at once; Sam has carried one out, and looks at a preview ---
    page("activities:bulk_list", READERS),
    page("activities:bulk_choose", LOGGERS),
    page("activities:bulk_change", LOGGERS),
    page("activities:bulk_detail", READERS),
    page("activities:bulk_row_list", READERS),
    page("activities:bulk_preview", LOGGERS),
    page("activities:bulk_undo", LOGGERS, sends={}, done="sam ivy"),
    # --- activities: bringing in old logs ---
    page("activities:import_list", LOGGERS),
    page("activities:import_start", LOGGERS, kind="=activities"),
    page("activities:import_example", LOGGERS, kind="=activities", ending="=csv"),
    *(
        page(f"activities:import_{name}", "sam ivy", lost="olu lena")
        for name in (
            *("detail", "stop", "resume", "drop", "layout", "columns", "problems"),
            *("answer_drop", "rows", "doubles", "load", "refused", "undo"),
        )
    ),
    page("activities:import_report", "sam ivy", lost="olu lena", batch_id="loaded_import"),
    # --- claims: one's own ---
    page("claims:claim_list_own", CO_CREATORS),
    page("claims:claim_start", CO_CREATORS),
    *[
        page(f"claims:{name}", "amina", lost="ben")
        for name in (
            "claim_detail",
            "claim_payee",
            "claim_send",
            "claim_withdraw",
            "claim_drop",
            "line_choose",
            "line_add",
            "line_change",
            "line_remove",
            "receipt_add",
            "receipt_fetch",
            "receipt_sort",
            "receipt_remove",
        )
    ],
    # --- claims: the policy ---
    page("claims:policy_detail", EVERYONE),
    page("claims:policy_versions", EVERYONE),
    page("claims:can_i_claim", EVERYONE),
    page("claims:money_and_benefits", EVERYONE),
    page("claims:policy_begin", FINANCE),
    page("claims:policy_draft", FINANCE),
    page("claims:policy_draft_part", FINANCE, part="=times"),
    page("claims:policy_draft_category", FINANCE),
    page("claims:policy_draft_rate", FINANCE),
    page("claims:policy_draft_publish", FINANCE),
    page("claims:policy_draft_drop", FINANCE),
    page("claims:approved_rates", FINANCE),
    page("claims:approved_rate_check", FINANCE),
    page("claims:approved_rate_add", FINANCE),
    # --- activities: levels, projects, mapping rounds ---
    page("activities:level_list", EVERYONE),
    page("activities:level_finder", EVERYONE),
    page("activities:level_reword", TEAM),
    page("activities:project_list", READERS),
    page("activities:project_detail", READERS),
    page("activities:project_add", LOGGERS),
    page("activities:project_edit", LOGGERS),
    page("activities:project_move", LOGGERS),
    page("activities:project_restore", LOGGERS, version="=1"),
    page("activities:mapping_list", TEAM),
    page("activities:mapping_open", TEAM),
    page("activities:mapping_detail", TEAM),
    page("activities:mapping_remind", TEAM),
    page("activities:mapping_close", TEAM),
    page("activities:mapping_choose_lead", TEAM),
    page("activities:mapping_answer", "lena ivy"),
    page("activities:mapping_answer", "ivy", reply_id="acute_reply"),
    page("activities:mapping_reopen", "lena ivy"),
    # --- activities: the onion; impact: the shift ---
    page("activities:onion", READERS),
    page("activities:onion_directorates", READERS),
    page("activities:onion_svg", READERS),
    page("activities:onion_csv", READERS),
    page("activities:onion_public", EVERYONE),
    page("activities:onion_public_svg", EVERYONE),
    page("activities:onion_public_csv", EVERYONE),
    page("impact:shift", READERS),
    page("impact:shift_csv", READERS),
    # --- community: bringing in a list of people ---
    page("community:import_list", TEAM),
    page("community:import_start", TEAM, kind="=members"),
    page("community:import_example", TEAM, kind="=members", ending="=csv"),
    *(
        page(f"community:import_{name}", TEAM, batch_id="checked_members")
        for name in (
            *("detail", "stop", "resume", "drop", "layout", "columns", "problems"),
            *("answer_drop", "rows", "doubles", "load", "refused", "undo"),
        )
    ),
    page("community:import_report", TEAM, batch_id="loaded_members"),
    page("community:member_ask", TEAM, batch_id="loaded_members"),
    # --- organisation ---
    page("organisation:overview", f"{READERS} ada"),
    page("organisation:directorate_list", f"{READERS} ada"),
    page("organisation:directorate_detail", f"{READERS} ada"),
    # bringing in its parts and the posts of staff
    page("organisation:import_list", ADMINISTRATOR),
    page("organisation:import_start", ADMINISTRATOR, kind="=parts"),
    page("organisation:import_example", ADMINISTRATOR, kind="=posts", ending="=csv"),
    *(
        page(f"organisation:import_{name}", ADMINISTRATOR, batch_id="checked_parts")
        for name in (
            *("detail", "stop", "resume", "drop", "layout", "columns", "problems"),
            *("answer_drop", "rows", "doubles", "load", "refused", "undo"),
        )
    ),
    page("organisation:import_report", ADMINISTRATOR, batch_id="loaded_parts"),
    page("organisation:directorate_open", ADMINISTRATOR),
    page("organisation:directorate_rename", ADMINISTRATOR),
    page("organisation:directorate_restore", ADMINISTRATOR, version="=1"),
    page("organisation:directorate_close", ADMINISTRATOR),
    page("organisation:service_list", f"{READERS} ada"),
    page("organisation:service_detail", f"{READERS} ada", pk="service"),
    page("organisation:service_open", ADMINISTRATOR),
    page("organisation:service_change", ADMINISTRATOR, pk="service"),
    page("organisation:service_restore", ADMINISTRATOR, pk="service", version="=1"),
    page("organisation:service_move", ADMINISTRATOR, pk="service"),
    page("organisation:service_close", ADMINISTRATOR, pk="service"),
    page("organisation:post_list", ADMINISTRATOR),
    page("organisation:post_add", ADMINISTRATOR),
    page("organisation:post_detail", ADMINISTRATOR, pk="post"),
    page("organisation:post_end", ADMINISTRATOR, pk="post"),
    page("organisation:venue_list", f"{READERS} ada"),
    page("organisation:venue_detail", f"{READERS} ada", pk="venue"),
    page("organisation:venue_add", "ivy ada"),
    page("organisation:venue_change", "ivy ada", pk="venue"),
    page("organisation:venue_restore", "ivy ada", pk="venue", version="=1"),
    page("organisation:venue_put_away", "ivy ada", pk="venue"),
    page("organisation:venue_bring_back", "ivy ada", pk="venue"),
    page("organisation:area_list", "ivy ada"),
    page("organisation:area_add", "ivy ada"),
    page("organisation:area_change", "ivy ada", pk="area"),
    page("organisation:area_restore", "ivy ada", pk="area", version="=1"),
    page("organisation:word_lists", "ivy ada"),
    page("organisation:word_list", "ivy ada"),
    page("organisation:word_add", "ivy ada"),
    page("organisation:word_change", "ivy ada", pk="theme"),
    page("organisation:word_restore", "ivy ada", pk="theme", version="=1"),
    page("organisation:word_place", "ivy ada", pk="theme"),
    page("organisation:word_put_away", "ivy ada", pk="theme"),
    page("organisation:word_bring_back", "ivy ada", pk="theme"),
    page("organisation:special_day_list", f"{READERS} ada"),
    page("organisation:special_day_detail", f"{READERS} ada", pk="special_day"),
    page("organisation:special_day_add", "ivy ada"),
    page("organisation:special_day_change", "ivy ada", pk="special_day"),
    page("organisation:special_day_restore", "ivy ada", pk="special_day", version="=1"),
    page("organisation:special_day_put_away", "ivy ada", pk="special_day"),
    page("organisation:special_day_bring_back", "ivy ada", pk="special_day"),
    page("organisation:special_date_add", "ivy ada", pk="special_day"),
    page("organisation:special_date_remove", "ivy ada"),
    # --- community ---
    page("community:person_list", LOGGERS),
    page("community:person_detail", LOGGERS, pk="person"),
    page("community:person_detail", TEAM, pk="hidden_person", lost="sam olu lena"),
    page("community:person_reach", TEAM, pk="person"),
    page("community:person_change", TEAM, pk="person", part="=name"),
    page("community:person_welcome", TEAM, pk="person"),
    page("community:person_move", TEAM, pk="person", to="=paused"),
    page("community:person_restore", TEAM, pk="person", version="=1"),
    page("community:person_heard_from", TEAM, pk="person"),
    page("community:role_start", TEAM, pk="person"),
    page("community:role_agree", TEAM, pk="role_held"),
    page("community:role_end", TEAM, pk="role_held"),
    page("community:check_record", TEAM, pk="person"),
    page("community:role_overview", CAST),
    page("community:renewal_list", TEAM),
    page("community:role_detail", CAST, role="=mentor"),
    page("community:role_reword", TEAM, role="=mentor"),
    page("community:check_list", TEAM),
    page("community:check_add", TEAM),
    page("community:expiry_list", TEAM),
    page("community:lacking_list", TEAM),
    page("community:check_change", TEAM, pk="check"),
    page("community:double_review", TEAM),
    page("community:double_check", LOGGERS),
    page("community:double_dismiss", TEAM, pk="person", other="hidden_person"),
    page("community:person_join", TEAM, pk="person"),
    page("community:merge_add", TEAM, pk="person", other="hidden_person"),
    page("community:merge_undo", TEAM, pk="merge"),
    page("community:step_list", TEAM),
    page("community:step_add", TEAM),
    page("community:step_change", TEAM, pk="welcome_step"),
    page("community:partner_list", LOGGERS),
    page("community:partner_add", LOGGERS),
    # Staff, and who speaks for the partner: Ben does.
    page("community:partner_detail", SPEAKERS, others=MISSING, pk="partner"),
    page("community:partner_describe", SPEAKERS, others=MISSING, pk="partner"),
    page("community:contact_add", SPEAKERS, others=MISSING, pk="partner"),
    page("community:contact_change", SPEAKERS, others=MISSING),
    page("community:contact_end", SPEAKERS, others=MISSING),
    page("community:agreement_fetch", SPEAKERS, others=MISSING),
    page("community:own_partner_choose", "ben", others=MISSING),
    page("community:contact_invite", LOGGERS),
    page("community:partner_accept", EVERYONE, token="partner_token"),
    page("community:talk_add", LOGGERS, pk="partner"),
    page("community:step_due_list", LOGGERS),
    page("community:step_finish", LOGGERS),
    page("community:agreement_add", LOGGERS, pk="partner"),
    page("community:agreement_end", LOGGERS),
    page("community:champion_add", TEAM, pk="partner"),
    page("community:champion_end", TEAM),
    page("community:person_champion_add", TEAM, pk="person"),
    page("community:partner_rename", LOGGERS, pk="partner"),
    page("community:partner_restore", LOGGERS, pk="partner", version="=1"),
    page("community:partner_put_away", LOGGERS, pk="partner"),
    page("community:partner_bring_back", LOGGERS, pk="partner"),
    # --- community: what people agree to, and how they are written to ---
    page("community:own_consents", CAST),
    page("community:own_record", "amina", others=MISSING),
    page("community:own_record_change", "amina", others=MISSING, part="=name"),
    page("community:own_role_agree", "amina", others=MISSING, pk="own_role"),
    page("community:own_looks", "amina", others=MISSING),
    page("community:own_history", "amina", others=MISSING),
    page("community:own_restore", "amina", others=MISSING, version="=1"),
    page("community:own_pause", "amina", others=MISSING, sends={}, done="amina"),
    page("community:own_return", "amina", others=MISSING),
    page("community:own_still_here", "amina", others=MISSING, sends={}, done="amina"),
    page("community:own_leave", "amina", others=MISSING, sends={"then": "keep"}, done="amina"),
    page("community:own_rights", "amina", others=MISSING),
    page("community:own_right_ask", "amina", others=MISSING, kind="=correction"),
    page("community:own_right_take_back", "amina ivy", others=MISSING, pk="rights_request"),
    page("community:own_data", "amina", others=MISSING),
    page("community:own_data_file", "amina", others=MISSING, ending="=json"),
    page("community:rights_request_list", TEAM),
    page("community:rights_request_answer", TEAM, pk="rights_request"),
    page("community:rights_request_acknowledge", TEAM, pk="rights_request"),
    page("community:rights_request_add", LOGGERS, person_id="person"),
    page("community:rights_request_extend", TEAM, pk="rights_request"),
    page("community:rights_request_take_back", TEAM, pk="rights_request"),
    page("community:rights_request_copy", TEAM, pk="rights_request"),
    page("community:rights_request_copy_file", TEAM, pk="rights_request"),
    page("community:address_check", EVERYONE),
    page("community:address_answered", EVERYONE),
    page("community:still_here", EVERYONE),
    page("community:still_here_said", EVERYONE),
    page("community:link_consents", EVERYONE),
    page("community:unsubscribe", EVERYONE),
    page("community:person_consents", TEAM),
    page("community:preference_link_renew", TEAM, sends={}, done=TEAM),
    page("community:person_address_ask", TEAM),
    page("community:person_address_trust", TEAM),
    page("community:wording_list", TEAM),
    page("community:wording_add", TEAM),
    page("community:by_hand_list", TEAM),
    page("community:by_hand_letters", TEAM),
    page("community:by_hand_finish", TEAM, pk="by_hand"),
    # --- joining: open to anyone; answers are reached only by who proved that they are theirs ---
    page("join:join_start", EVERYONE),
    page("join:join_age", EVERYONE),
    page("join:join_email", EVERYONE),
    page("join:join_sent", EVERYONE),
    page("join:join_open", EVERYONE, token="join_token"),
    page("join:join_begin", CAST),
    page("join:join_step", EVERYONE, page="=name"),
    page("join:join_check", EVERYONE),
    page("join:join_later", EVERYONE),
    page("join:join_stop", EVERYONE),
    page("join:join_done", EVERYONE),
    # Their own, and the team's for everybody; to others there is no such thing. Amina is a
    # member; Ivy needs no name for it.
    page("community:needs_detail", OWN_NEEDS, others=MISSING, person_id="member"),
    page("community:need_add", OWN_NEEDS, others=MISSING, person_id="member"),
    page("community:need_confirm_all", OWN_NEEDS, others=MISSING, person_id="member"),
    page("community:need_keep_from", OWN_NEEDS, others=MISSING, person_id="member"),
    page("community:need_show_again", OWN_NEEDS, others=MISSING, person_id="member"),
    page("community:need_change", OWN_NEEDS, others=MISSING, person_id="member"),
    page("community:need_confirm", OWN_NEEDS, others=MISSING, person_id="member"),
    page("community:need_end", OWN_NEEDS, others=MISSING, person_id="member"),
    page("community:opportunity_choose", OWN_NEEDS, others=MISSING, person_id="member"),
    page("community:need_due_list", TEAM),
    page("community:adjustment_add", TEAM, person_id="member"),
    page("community:adjustment_answer", OWN_NEEDS, others=MISSING, person_id="member"),
    page("community:emergency_detail", OWN_NEEDS, others=MISSING, person_id="member"),
    page("community:emergency_change", OWN_NEEDS, others=MISSING, person_id="member"),
    page("community:emergency_remove", OWN_NEEDS, others=MISSING, person_id="member"),
    page("community:emergency_look", TEAM, others=MISSING, person_id="member"),
    page("community:emergency_show", TEAM, others=MISSING, person_id="member"),
    page("community:concern_add", LOGGERS, person_id="member"),
    page("community:concern_saved", LOGGERS, person_id="member"),
    page("join:join_text", EVERYONE),
    page("join:join_picture", EVERYONE),
    page("join:join_paper", EVERYONE),
    page("join:join_paper_pdf", EVERYONE),
    page("join:join_mine", EVERYONE),
    page("join:join_mine_sent", EVERYONE),
    page("join:join_take_over", EVERYONE, token="take_over_token"),
    # --- community: staff enter somebody ---
    page("community:entry_list", LOGGERS),
    page("community:entry_add", LOGGERS),
    page("community:entry_step", "sam", lost="olu lena ivy", page="=who"),
    page("community:entry_check", "sam", lost="olu lena ivy"),
    page("community:entry_stop", "sam", lost="olu lena ivy"),
    page("community:entry_done", "sam ivy", lost="olu lena"),
    page("community:text_list", TEAM),
    page("community:text_add", TEAM),
    page("community:text_change", TEAM),
    page("community:picture_add", TEAM),
    page("community:picture_remove", TEAM),
    page("community:paper_list", LOGGERS),
    page("community:paper_add", LOGGERS),
    page("community:paper_find", LOGGERS),
    page("community:paper_detail", LOGGERS, batch_id="paper_batch"),
    page("community:paper_print", LOGGERS, batch_id="paper_batch"),
    page("community:paper_pdf", LOGGERS, batch_id="paper_batch"),
    page("community:paper_open", LOGGERS, reference="paper_reference"),
    page("community:letter_list", LOGGERS),
    page("community:letter_detail", "sam ivy", lost="olu lena"),
    page("community:letter_pdf", "sam ivy", lost="olu lena"),
    page("community:person_take_over", "sam ivy", lost="olu lena", pk="entered"),
    # --- users ---
    page("users:my_account", CAST),
    page("users:my_name_change", CAST),
    page("users:prove_by_code", CAST),
    page("users:account_list", ADMINISTRATOR),
    page("users:account_detail", ADMINISTRATOR),
    page("users:account_invite", ADMINISTRATOR),
    page("users:account_change_roles", ADMINISTRATOR),
    page("users:account_close", ADMINISTRATOR),
    page("users:account_close", ADMINISTRATOR, account_id="ada", sends={"reason": "x"}),
    page("users:account_reopen", ADMINISTRATOR),
    page("users:account_invite_again", ADMINISTRATOR),
    page("users:account_reset_second_factor", ADMINISTRATOR),
    page("users:account_unlink_sign_on", ADMINISTRATOR),
    # Not there for anybody where no sign-in of the trust is configured.
    page("users_sign_on:sign_on_start", NOBODY, lost=EVERYONE),
    page("users_sign_on:sign_on_return", NOBODY, lost=EVERYONE),
    page("users_sign_on:sign_on_confirm", EVERYONE),
    page("users:demo_list", EVERYONE),
    page("users:demo_enter", EVERYONE),
    # --- signing in (django-allauth) ---
    page("account_login", EVERYONE),
    page("account_logout", EVERYONE),
    page("account_signup", EVERYONE),
    page("account_inactive", EVERYONE),
    page("account_reset_password", EVERYONE),
    page("account_reset_password_done", EVERYONE),
    page("account_reset_password_from_key", EVERYONE),
    page("account_reset_password_from_key_done", EVERYONE),
    page("account_confirm_email", EVERYONE, posted=MISSING),  # the key in it is wrong
    page("account_email_verification_sent", EVERYONE),
    page("account_email", CAST),
    page("account_change_password", CAST),
    page("account_set_password", CAST),
    page("account_reauthenticate", CAST),
    page("usersessions_list", CAST),
    page("mfa_index", CAST),
    page("mfa_activate_totp", CAST),
    page("mfa_reauthenticate", CAST),
    page("mfa_list_webauthn", CAST),
    page("mfa_add_webauthn", CAST),
    page("mfa_generate_recovery_codes", CAST),
    # Steps of signing in: whoever is in already is led on.
    page("account_request_login_code", EVERYONE),
    page("account_confirm_login_code", EVERYONE),
    page("mfa_login_webauthn", CAST),
    page("mfa_authenticate", CAST),
    page("mfa_trust", CAST),
    # Nobody of the cast has set one up.
    page("mfa_deactivate_totp", NOBODY, others=MISSING),
    page("mfa_reauthenticate_webauthn", CAST),
    # Whose it is comes after who is there, which is asked again first.
    page("mfa_edit_webauthn", CAST),
    page("mfa_remove_webauthn", CAST),
    page("mfa_view_recovery_codes", NOBODY, others=MISSING),
    page("mfa_download_recovery_codes", NOBODY, others=MISSING),
]
