"""Taking part: finding a session, signing up, the calendar, and links from messages."""

from django.urls import path

from activities.views import (
    answering,
    calendar,
    certificates,
    door,
    draw,
    felt,
    interests,
    leading,
    take_part,
)

urlpatterns = [
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
    # At the door. What stands behind "key" is left out of logs.
    path("door/key/<str:token>/", door.door_here, name="door_here"),
    path("door/key/<str:token>/done/", door.door_done, name="door_done"),
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
]
