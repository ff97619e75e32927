"""Activities, their sessions and projects: logged, found, changed, brought in."""

from django.urls import include, path

from activities.views import (
    attachments,
    bulk,
    changes,
    detail,
    earlier,
    lists,
    log,
    projects,
    repeating,
    templates,
)
from core.imports.urls import import_urls

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
]
