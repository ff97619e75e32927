"""The engagement log: one line for each page."""

from django.urls import include, path

from activities.views import (
    answering,
    arrangements,
    asking,
    attachments,
    attendance,
    attendance_file,
    bulk,
    calendar,
    certificates,
    changes,
    detail,
    door,
    draw,
    earlier,
    felt,
    felt_gap,
    interests,
    leading,
    levels,
    lists,
    log,
    mapping,
    onion,
    opportunities,
    preparation,
    projects,
    questions,
    repeating,
    take_part,
    templates,
)
from core.imports.urls import import_urls

app_name = "activities"
urlpatterns = [
    # Logging
    path("log/", log.activity_log, name="activity_log"),
    path("log/draft/drop/", log.activity_draft_drop, name="activity_draft_drop"),
    # Templates of the log form
    path("templates/", templates.template_list, name="template_list"),
    path("<int:activity_id>/template/", templates.template_add, name="template_add"),
    path("templates/<int:template_id>/change/", templates.template_change, name="template_change"),
    path("templates/<int:template_id>/delete/", templates.template_delete, name="template_delete"),
    # Finding
    path("", lists.activity_list, name="activity_list"),
    path("changes/", changes.recent_changes, name="recent_changes"),
    path("export/", lists.log_export, name="log_export"),
    # Changing many at once
    path("bulk/", bulk.bulk_list, name="bulk_list"),
    path("bulk/choose/", bulk.bulk_choose, name="bulk_choose"),
    path("bulk/change/", bulk.bulk_change, name="bulk_change"),
    path("bulk/<int:change_id>/", bulk.bulk_detail, name="bulk_detail"),
    path("bulk/<int:change_id>/preview/", bulk.bulk_preview, name="bulk_preview"),
    path("bulk/<int:change_id>/rows/", bulk.bulk_row_list, name="bulk_row_list"),
    path("bulk/<int:change_id>/undo/", bulk.bulk_undo, name="bulk_undo"),
    # Bringing in old logs
    path("import/", include(import_urls(permission="import_activities"))),
    # One activity
    path("<int:activity_id>/", detail.activity_detail, name="activity_detail"),
    path("<int:activity_id>/history/", detail.activity_history, name="activity_history"),
    path(
        "<int:activity_id>/history/<int:version>/",
        earlier.activity_restore,
        name="activity_restore",
    ),
    path("<int:activity_id>/correct/", log.activity_correct, name="activity_correct"),
    path("<int:activity_id>/move/<slug:to>/", detail.activity_move, name="activity_move"),
    path("<int:activity_id>/sessions/add/", detail.session_add, name="session_add"),
    path("<int:activity_id>/sessions/repeat/", repeating.session_repeat, name="session_repeat"),
    path("sessions/<int:session_id>/correct/", detail.session_correct, name="session_correct"),
    path(
        "sessions/<int:session_id>/history/<int:version>/",
        earlier.session_restore,
        name="session_restore",
    ),
    path("sessions/<int:session_id>/move/<slug:to>/", detail.session_move, name="session_move"),
    # Sign-up, for those who run a session
    path(
        "sessions/<int:session_id>/sign-up/", opportunities.opportunity_add, name="opportunity_add"
    ),
    path(
        "opportunities/<int:opportunity_id>/", opportunities.opportunity_run, name="opportunity_run"
    ),
    path(
        "opportunities/<int:opportunity_id>/change/",
        opportunities.opportunity_correct,
        name="opportunity_correct",
    ),
    path(
        "opportunities/<int:opportunity_id>/move/<slug:to>/",
        opportunities.opportunity_move,
        name="opportunity_move",
    ),
    path(
        "opportunities/<int:opportunity_id>/sign-up/",
        opportunities.sign_up_enter,
        name="sign_up_enter",
    ),
    path(
        "opportunities/<int:opportunity_id>/next/",
        attendance.opportunity_next,
        name="opportunity_next",
    ),
    path(
        "opportunities/<int:opportunity_id>/next/paper/",
        preparation.opportunity_next_paper,
        name="opportunity_next_paper",
    ),
    path(
        "opportunities/<int:opportunity_id>/draw/", draw.opportunity_draw, name="opportunity_draw"
    ),
    path(
        "opportunities/<int:opportunity_id>/open-others/",
        repeating.opportunity_open_like,
        name="opportunity_open_like",
    ),
    path("opportunities/<int:opportunity_id>/ask/", asking.opportunity_ask, name="opportunity_ask"),
    path(
        "opportunities/asked/<int:invitation_id>/",
        answering.invitation_settle,
        name="invitation_settle",
    ),
    path(
        "opportunities/<int:opportunity_id>/prepare/",
        preparation.opportunity_prepare,
        name="opportunity_prepare",
    ),
    path(
        "opportunities/<int:opportunity_id>/pack/",
        preparation.opportunity_pack,
        name="opportunity_pack",
    ),
    # The day
    path(
        "opportunities/<int:opportunity_id>/day/",
        attendance.opportunity_day,
        name="opportunity_day",
    ),
    path(
        "opportunities/<int:opportunity_id>/day/<int:person_id>/hours/",
        attendance.attendance_hours,
        name="attendance_hours",
    ),
    path(
        "opportunities/<int:opportunity_id>/day/<int:person_id>/take-away/",
        attendance.attendance_clear,
        name="attendance_clear",
    ),
    path(
        "opportunities/<int:opportunity_id>/day/<int:person_id>/<slug:outcome>/",
        attendance.attendance_mark,
        name="attendance_mark",
    ),
    path(
        "sessions/<int:session_id>/who-came/",
        attendance.attendance_begin,
        name="attendance_begin",
    ),
    path(
        "opportunities/<int:opportunity_id>/day/sheet/",
        attendance.attendance_sheet,
        name="attendance_sheet",
    ),
    path(
        "opportunities/<int:opportunity_id>/day/list.csv",
        attendance_file.attendance_download,
        name="attendance_download",
    ),
    path(
        "opportunities/<int:opportunity_id>/day/file/",
        attendance_file.attendance_file,
        name="attendance_file",
    ),
    path(
        "opportunities/<int:opportunity_id>/day/walk-in/",
        attendance.attendance_walk_in,
        name="attendance_walk_in",
    ),
    path(
        "opportunities/<int:opportunity_id>/day/write/<int:person_id>/",
        attendance.attendance_missed,
        name="attendance_missed",
    ),
    path(
        "opportunities/<int:opportunity_id>/day/finish/",
        attendance.attendance_finish,
        name="attendance_finish",
    ),
    path(
        "opportunities/<int:opportunity_id>/day/door/",
        door.opportunity_door,
        name="opportunity_door",
    ),
    path(
        "opportunities/<int:opportunity_id>/day/certificate/<int:person_id>/",
        certificates.attendance_certificate,
        name="attendance_certificate",
    ),
    # Afterwards, for those who ran it
    path("opportunities/<int:opportunity_id>/felt/", felt.felt_staff, name="felt_staff"),
    path(
        "opportunities/<int:opportunity_id>/felt/take-back/",
        felt.felt_staff_take_back,
        name="felt_staff_take_back",
    ),
    path(
        "opportunities/<int:opportunity_id>/day/felt/<int:person_id>/",
        felt.felt_enter,
        name="felt_enter",
    ),
    path("calls/<int:opportunity_id>/<int:person_id>/", felt.call_enter, name="call_enter"),
    path("opportunities/calls/<int:call_id>/", felt.call_finish, name="call_finish"),
    path("felt/", felt_gap.felt_gap, name="felt_gap"),
    path("felt/numbers.csv", felt_gap.felt_gap_csv, name="felt_gap_csv"),
    # Afterwards, for those who came. What stands behind "key" is left out of logs.
    path("after/key/<str:after_token>/", felt.session_after, name="session_after"),
    path("after/key/<str:after_token>/take-back/", felt.felt_take_back, name="felt_take_back"),
    path("after/key/<str:after_token>/call/", felt.call_want, name="call_want"),
    path("after/key/<str:after_token>/no-call/", felt.call_drop, name="call_drop"),
    path(
        "after/key/<str:after_token>/certificate/",
        certificates.session_certificate,
        name="session_certificate",
    ),
    # From a message, without signing in. What stands behind "key" is left out of logs.
    path("take-part/offer/key/<str:offer_token>/", answering.offer_answer, name="offer_answer"),
    path(
        "take-part/asked/key/<str:asked_token>/",
        answering.invitation_answer,
        name="invitation_answer",
    ),
    # What stands behind "key" is left out of logs.
    path("door/key/<str:token>/", door.door_here, name="door_here"),
    path("door/key/<str:token>/done/", door.door_done, name="door_done"),
    path(
        "opportunities/<int:opportunity_id>/questions/add/",
        questions.question_add,
        name="question_add",
    ),
    path(
        "opportunities/questions/<int:question_id>/change/",
        questions.question_change,
        name="question_change",
    ),
    path(
        "opportunities/questions/<int:question_id>/end/",
        questions.question_end,
        name="question_end",
    ),
    path("opportunities/<int:opportunity_id>/lead/", leading.lead_ask, name="lead_ask"),
    path("opportunities/lead/<int:lead_id>/<slug:to>/", leading.lead_settle, name="lead_settle"),
    path(
        "opportunities/places/<int:sign_up_id>/correct/",
        opportunities.sign_up_correct,
        name="sign_up_correct",
    ),
    path(
        "opportunities/arrange/",
        arrangements.arrangement_board,
        name="arrangement_board",
    ),
    path(
        "opportunities/places/<int:sign_up_id>/arrange/<slug:what>/",
        arrangements.arrangement_answer,
        name="arrangement_answer",
    ),
    path(
        "opportunities/places/<int:sign_up_id>/arrange/<slug:what>/cancel/",
        arrangements.arrangement_cancel,
        name="arrangement_cancel",
    ),
    path(
        "opportunities/places/<int:sign_up_id>/needs/",
        preparation.session_needs_enter,
        name="session_needs_enter",
    ),
    path(
        "opportunities/places/<int:sign_up_id>/needs/<int:need_id>/",
        preparation.session_need_answer,
        name="session_need_answer",
    ),
    path(
        "opportunities/places/<int:sign_up_id>/<slug:answer>/",
        opportunities.sign_up_settle,
        name="sign_up_settle",
    ),
    # Taking part
    path("take-part/", take_part.take_part, name="take_part"),
    path(
        "take-part/<int:opportunity_id>/", take_part.opportunity_detail, name="opportunity_detail"
    ),
    path("take-part/<int:opportunity_id>/sign-up/", take_part.sign_up_add, name="sign_up_add"),
    path("take-part/<int:opportunity_id>/lead/", leading.lead_offer, name="lead_offer"),
    path("take-part/lead/<int:lead_id>/<slug:to>/", leading.lead_answer, name="lead_answer"),
    path("take-part/tell-me/", interests.saved_interest_add, name="saved_interest_add"),
    path(
        "take-part/tell-me/<int:saved_id>/end/",
        interests.saved_interest_end,
        name="saved_interest_end",
    ),
    path(
        "people/<int:person_id>/tell-them/",
        interests.person_interest_add,
        name="person_interest_add",
    ),
    path(
        "people/tell-them/<int:saved_id>/end/",
        interests.person_interest_end,
        name="person_interest_end",
    ),
    path("calendar/", calendar.session_calendar, name="session_calendar"),
    path("calendar/all.ics", calendar.public_feed, name="public_feed"),
    path("calendar/mine/", calendar.calendar_address, name="calendar_address"),
    path(
        "calendar/of/<int:person_id>/end/", calendar.person_calendar_end, name="person_calendar_end"
    ),
    path("calendar/mine/end/", calendar.calendar_address_end, name="calendar_address_end"),
    # What stands behind "key" is left out of logs.
    path("calendar/mine/key/<str:token>/", calendar.own_feed, name="own_feed"),
    path("calendar/key/<str:token>/", calendar.place_calendar, name="place_calendar"),
    path("take-part/places/<int:sign_up_id>/", take_part.sign_up_detail, name="sign_up_detail"),
    path(
        "take-part/places/<int:sign_up_id>/certificate/",
        certificates.sign_up_certificate,
        name="sign_up_certificate",
    ),
    path("take-part/places/<int:sign_up_id>/draw/", draw.sign_up_draw, name="sign_up_draw"),
    path("take-part/places/<int:sign_up_id>/link/", calendar.place_link, name="place_link"),
    path("take-part/places/<int:sign_up_id>/needs/", take_part.sign_up_needs, name="sign_up_needs"),
    path(
        "take-part/places/<int:sign_up_id>/change/",
        take_part.sign_up_change,
        name="sign_up_change",
    ),
    path(
        "take-part/places/<int:sign_up_id>/<slug:answer>/",
        take_part.sign_up_answer,
        name="sign_up_answer",
    ),
    # Its files
    path("<int:activity_id>/attachments/add/", attachments.attachment_add, name="attachment_add"),
    path(
        "attachments/<int:attachment_id>/file/",
        attachments.attachment_fetch,
        name="attachment_fetch",
    ),
    path(
        "attachments/<int:attachment_id>/correct/",
        attachments.attachment_correct,
        name="attachment_correct",
    ),
    path(
        "attachments/<int:attachment_id>/remove/",
        attachments.attachment_remove,
        name="attachment_remove",
    ),
    # Levels
    path("levels/", levels.level_list, name="level_list"),
    path("levels/which/", levels.level_finder, name="level_finder"),
    path("levels/<slug:code>/words/", levels.level_reword, name="level_reword"),
    # The onion
    path("onion/", onion.onion, name="onion"),
    path("onion/picture.svg", onion.onion_svg, name="onion_svg"),
    path("onion/numbers.csv", onion.onion_csv, name="onion_csv"),
    path("onion/directorates/", onion.onion_directorates, name="onion_directorates"),
    path("onion/public/", onion.onion_public, name="onion_public"),
    path("onion/public/picture.svg", onion.onion_public_svg, name="onion_public_svg"),
    path("onion/public/numbers.csv", onion.onion_public_csv, name="onion_public_csv"),
    # Projects
    path("projects/", projects.project_list, name="project_list"),
    path("projects/add/", projects.project_add, name="project_add"),
    path("projects/<int:project_id>/", projects.project_detail, name="project_detail"),
    path("projects/<int:project_id>/edit/", projects.project_edit, name="project_edit"),
    path(
        "projects/<int:project_id>/history/<int:version>/",
        earlier.project_restore,
        name="project_restore",
    ),
    path("projects/<int:project_id>/move/", projects.project_move, name="project_move"),
    # Mapping rounds
    path("mapping/", mapping.mapping_list, name="mapping_list"),
    path("mapping/open/", mapping.mapping_open, name="mapping_open"),
    path("mapping/<int:round_id>/", mapping.mapping_detail, name="mapping_detail"),
    path("mapping/<int:round_id>/remind/", mapping.mapping_remind, name="mapping_remind"),
    path("mapping/<int:round_id>/close/", mapping.mapping_close, name="mapping_close"),
    path("mapping/answers/<int:reply_id>/", mapping.mapping_answer, name="mapping_answer"),
    path(
        "mapping/answers/<int:reply_id>/lead/",
        mapping.mapping_choose_lead,
        name="mapping_choose_lead",
    ),
    path("mapping/answers/<int:reply_id>/reopen/", mapping.mapping_reopen, name="mapping_reopen"),
]
