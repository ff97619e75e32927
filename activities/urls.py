"""The engagement log: one line for each page."""

from django.urls import include, path

from activities.views import (
    attachments,
    bulk,
    changes,
    detail,
    earlier,
    levels,
    lists,
    log,
    mapping,
    onion,
    opportunities,
    projects,
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
    path("take-part/places/<int:sign_up_id>/", take_part.sign_up_detail, name="sign_up_detail"),
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
