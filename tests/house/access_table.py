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
        return self.visitor if key == VISITOR else self.others


def page(name, who, *, others=FORBIDDEN, posted=IN, sends=None, done="", **arguments):
    """A line: see the module. `posted` is what an empty form gets from those who get in."""
    return Page(
        name,
        frozenset(who.split()),
        others=others,
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
    page("home:help_now", EVERYONE),
    page("home:privacy", EVERYONE),
    # --- core ---
    page("core:healthz", EVERYONE),
    page("core:readyz", EVERYONE),
    page("core:theme", EVERYONE),
    page("core:gallery", EVERYONE),
    page("core:draft_keep", EVERYONE),
    page("core:health", ADMINISTRATOR),
    page("core:message_list", "ivy ada"),
    page("core:message_detail", "ivy ada"),
    page("core:message_decide", "ivy ada"),
    # --- activities: the log ---
    page("activities:activity_list", READERS),
    page("activities:activity_detail", READERS),
    page("activities:activity_history", READERS),
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
    page("activities:session_correct", LOGGERS),
    page("activities:session_move", LOGGERS, to="cancelled", sends=REASON, done="sam lena ivy"),
    page(
        "activities:session_move",
        LOGGERS,
        to="cancelled",
        session_id="olus_session",
        sends=REASON,
        done="olu ivy",
    ),
    # --- activities: levels, projects, mapping rounds ---
    page("activities:level_list", EVERYONE),
    page("activities:level_finder", EVERYONE),
    page("activities:level_reword", TEAM),
    page("activities:project_list", READERS),
    page("activities:project_detail", READERS),
    page("activities:project_add", LOGGERS),
    page("activities:project_edit", LOGGERS),
    page("activities:project_move", LOGGERS),
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
    # --- organisation ---
    page("organisation:overview", f"{READERS} ada"),
    page("organisation:directorate_list", f"{READERS} ada"),
    page("organisation:directorate_detail", f"{READERS} ada"),
    page("organisation:directorate_open", ADMINISTRATOR),
    page("organisation:directorate_rename", ADMINISTRATOR),
    page("organisation:directorate_close", ADMINISTRATOR),
    page("organisation:service_list", f"{READERS} ada"),
    page("organisation:service_detail", f"{READERS} ada", pk="service"),
    page("organisation:service_open", ADMINISTRATOR),
    page("organisation:service_change", ADMINISTRATOR, pk="service"),
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
    page("organisation:venue_put_away", "ivy ada", pk="venue"),
    page("organisation:venue_bring_back", "ivy ada", pk="venue"),
    page("organisation:area_list", "ivy ada"),
    page("organisation:area_add", "ivy ada"),
    page("organisation:area_change", "ivy ada", pk="area"),
    page("organisation:word_lists", "ivy ada"),
    page("organisation:word_list", "ivy ada"),
    page("organisation:word_add", "ivy ada"),
    page("organisation:word_change", "ivy ada", pk="theme"),
    page("organisation:word_place", "ivy ada", pk="theme"),
    page("organisation:word_put_away", "ivy ada", pk="theme"),
    page("organisation:word_bring_back", "ivy ada", pk="theme"),
    # --- community ---
    page("community:partner_list", LOGGERS),
    page("community:partner_add", LOGGERS),
    page("community:partner_rename", LOGGERS, pk="partner"),
    page("community:partner_put_away", LOGGERS, pk="partner"),
    page("community:partner_bring_back", LOGGERS, pk="partner"),
    # --- users ---
    page("users:my_account", CAST),
    page("users:my_name_change", CAST),
    page("users:account_list", ADMINISTRATOR),
    page("users:account_detail", ADMINISTRATOR),
    page("users:account_invite", ADMINISTRATOR),
    page("users:account_change_roles", ADMINISTRATOR),
    page("users:account_close", ADMINISTRATOR),
    page("users:account_close", ADMINISTRATOR, account_id="ada", sends={"reason": "x"}),
    page("users:account_reopen", ADMINISTRATOR),
    page("users:account_invite_again", ADMINISTRATOR),
    page("users:account_reset_second_factor", ADMINISTRATOR),
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
    page("mfa_generate_recovery_codes", CAST),
    # Steps of signing in: whoever is in already is led on.
    page("account_confirm_login_code", CAST),
    page("mfa_authenticate", CAST),
    page("mfa_trust", CAST),
    # Nobody of the cast has set one up.
    page("mfa_deactivate_totp", NOBODY, others=MISSING),
    page("mfa_view_recovery_codes", NOBODY, others=MISSING),
    page("mfa_download_recovery_codes", NOBODY, others=MISSING),
]
