"""The lines of the table of access about claims."""

from tests.house.access_pages import (
    ADMINISTRATOR,
    CO_CREATORS,
    EVERYONE,
    FINANCE,
    LOGGERS,
    NOBODY,
    page,
)

APPROVER = "cal"

CLAIMS = [
    # --- claims: one's own ---
    page("claims:claim_list_own", CO_CREATORS),
    page("claims:claim_start", CO_CREATORS),
    *[
        page(f"claims:{name}", "amina", lost="ben")
        for name in (
            "claim_detail",
            "claim_send",
            "claim_withdraw",
        )
    ],
    # Staff write those they enter for somebody, until they are sent, and no others.
    *[
        page(f"claims:{name}", "amina", lost=f"ben {LOGGERS}")
        for name in (
            "claim_payee",
            "claim_drop",
            "line_choose",
            "line_add",
            "line_begin",
            "line_change",
            "line_remove",
            "receipt_add",
            "receipt_fetch",
            "receipt_sort",
            "receipt_remove",
        )
    ],
    page("claims:line_ask", "amina", lost=f"ben {LOGGERS}", question="=amount"),
    page("claims:claim_payee", "sam", lost="amina ben olu lena ivy", claim_id="entered_claim"),
    # --- claims: entered for somebody ---
    page("claims:claim_entry_list", LOGGERS),
    page("claims:claim_enter", LOGGERS),
    page("claims:claim_enter_for", LOGGERS),
    page("claims:claim_entered", "sam", lost="olu lena ivy", claim_id="entered_claim"),
    page("claims:claim_enter_send", "sam", lost="olu lena ivy", claim_id="entered_claim"),
    page("claims:claim_paper", EVERYONE),
    page("claims:claim_paper_pdf", EVERYONE),
    page("claims:claim_paper_for", LOGGERS),
    page("claims:claim_paper_for_pdf", LOGGERS),
    # --- claims: asking first ---
    page("claims:request_list", CO_CREATORS),
    page("claims:request_choose", CO_CREATORS),
    page("claims:request_ask", NOBODY, lost=CO_CREATORS),  # no policy pays for it
    page("claims:request_detail", "amina", lost="ben"),
    page("claims:request_withdraw", "amina", lost="ben"),
    page("claims:request_carry", "amina", lost="ben"),
    page("claims:request_queue", APPROVER),
    page("claims:request_desk", APPROVER),
    page("claims:request_agree", APPROVER),
    page("claims:request_decline", APPROVER),
    page("claims:request_book", APPROVER),
    page("claims:request_cash", APPROVER),
    page("claims:request_paper", APPROVER, request_id="paid_request"),
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
    # --- claims: looking at a decision again ---
    page("claims:appeal_start", "amina", lost="ben"),
    page("claims:appeal_detail", "amina", lost="ben", appeal_id="own_appeal"),
    page("claims:appeal_withdraw", "amina", lost="ben", appeal_id="own_appeal"),
    page("claims:appeal_list", f"{APPROVER} {FINANCE}"),
    page("claims:appeal_answer", APPROVER, lost=FINANCE),
    page("claims:appeal_receipt", APPROVER, lost=FINANCE, receipt_id="appeal_receipt"),
    # --- claims: deciding ---
    page("claims:desk_list", APPROVER),
    page("claims:desk_claim", APPROVER, claim_id="waiting_claim"),
    page("claims:desk_rest", APPROVER, claim_id="waiting_claim"),
    page("claims:desk_take", APPROVER, claim_id="waiting_claim"),
    page("claims:desk_hand_on", APPROVER, claim_id="waiting_claim"),
    page("claims:desk_line", APPROVER, line_id="waiting_line"),
    page("claims:desk_go_on", APPROVER, question_id="claim_question"),
    page("claims:desk_paper", APPROVER, claim_id="signed_claim"),
    page("claims:desk_receipt", APPROVER, receipt_id="waiting_receipt"),
    page("claims:decision_reasons", FINANCE),
    page("claims:decision_reason_add", FINANCE),
    page("claims:decision_reason_change", FINANCE),
    page("claims:decision_reason_stop", FINANCE),
    # --- claims: whom approvers know, who is away, and how the work is shared ---
    page("claims:interest_declare", APPROVER, claim_id="waiting_claim"),
    page("claims:interest_list", APPROVER),
    page("claims:interest_end", APPROVER),
    page("claims:away_list", f"{APPROVER} {ADMINISTRATOR}"),
    page("claims:away_add", f"{APPROVER} {ADMINISTRATOR}"),
    page("claims:away_end", f"{APPROVER} {ADMINISTRATOR}"),
    page("claims:desk_share", APPROVER),
]
