"""A session open for sign-up, for those who run it."""

from django.urls import path

from activities.views import (
    answering,
    arrangements,
    asking,
    draw,
    leading,
    opportunities,
    preparation,
    questions,
    repeating,
)

urlpatterns = [
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
        "opportunities/<int:opportunity_id>/draw/", draw.opportunity_draw, name="opportunity_draw"
    ),
    path(
        "opportunities/<int:opportunity_id>/open-others/",
        repeating.opportunity_open_like,
        name="opportunity_open_like",
    ),
    # Asking people
    path("opportunities/<int:opportunity_id>/ask/", asking.opportunity_ask, name="opportunity_ask"),
    path(
        "opportunities/asked/<int:invitation_id>/",
        answering.invitation_settle,
        name="invitation_settle",
    ),
    # Getting ready
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
    # One person's place. What answers it comes last, as it takes any word.
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
]
