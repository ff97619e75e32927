"""The engagement log: one line for each page."""

from django.urls import path

from activities.views import detail, levels, lists, log, mapping, onion, projects

app_name = "activities"
urlpatterns = [
    # Logging
    path("log/", log.activity_log, name="activity_log"),
    path("log/draft/drop/", log.activity_draft_drop, name="activity_draft_drop"),
    # Finding
    path("", lists.activity_list, name="activity_list"),
    # One activity
    path("<int:activity_id>/", detail.activity_detail, name="activity_detail"),
    path("<int:activity_id>/history/", detail.activity_history, name="activity_history"),
    path("<int:activity_id>/correct/", log.activity_correct, name="activity_correct"),
    path("<int:activity_id>/move/<slug:to>/", detail.activity_move, name="activity_move"),
    path("<int:activity_id>/sessions/add/", detail.session_add, name="session_add"),
    path("sessions/<int:session_id>/correct/", detail.session_correct, name="session_correct"),
    path("sessions/<int:session_id>/move/<slug:to>/", detail.session_move, name="session_move"),
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
