"""Asking before spending, and answering."""

from django.urls import path

from claims.views import request_desk, requests

urlpatterns = [
    # For oneself
    path("ask/", requests.request_list, name="request_list"),
    path("ask/new/", requests.request_choose, name="request_choose"),
    path("ask/new/<slug:sort>/", requests.request_ask, name="request_ask"),
    path("ask/<int:request_id>/", requests.request_detail, name="request_detail"),
    path("ask/<int:request_id>/take-back/", requests.request_withdraw, name="request_withdraw"),
    path("ask/<int:request_id>/claim/", requests.request_carry, name="request_carry"),
    # Answering
    path("desk/requests/", request_desk.request_queue, name="request_queue"),
    path("desk/requests/<int:request_id>/", request_desk.request_desk, name="request_desk"),
    path("desk/requests/<int:request_id>/agree/", request_desk.request_agree, name="request_agree"),
    path(
        "desk/requests/<int:request_id>/no/", request_desk.request_decline, name="request_decline"
    ),
    path("desk/requests/<int:request_id>/booked/", request_desk.request_book, name="request_book"),
    path("desk/requests/<int:request_id>/cash/", request_desk.request_cash, name="request_cash"),
    path("desk/requests/<int:request_id>/slip/", request_desk.request_paper, name="request_paper"),
]
