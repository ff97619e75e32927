"""Whom approvers know, who is away, and how the work is shared."""

from django.urls import path

from claims.views import standing

urlpatterns = [
    # Knowing somebody
    path("desk/<int:claim_id>/interest/", standing.interest_declare, name="interest_declare"),
    path("desk/people-i-know/", standing.interest_list, name="interest_list"),
    path("desk/people-i-know/<int:interest_id>/end/", standing.interest_end, name="interest_end"),
    # Being away
    path("desk/away/", standing.away_list, name="away_list"),
    path("desk/away/add/", standing.away_add, name="away_add"),
    path("desk/away/<int:delegation_id>/end/", standing.away_end, name="away_end"),
    # Sharing the work
    path("desk/share/", standing.desk_share, name="desk_share"),
]
