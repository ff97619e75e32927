"""The day of a session and afterwards, for those who run it."""

from django.urls import path

from activities.views import (
    attendance,
    attendance_file,
    certificates,
    door,
    felt,
    felt_gap,
    preparation,
)

urlpatterns = [
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
]
