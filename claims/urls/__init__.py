"""The addresses of claims: one file for each noun, one line for each page."""

from claims.urls import (
    appeals,
    claims,
    deciding,
    entering,
    figures,
    payments,
    policy,
    requests,
    standing,
)

app_name = "claims"
urlpatterns = [
    *claims.urlpatterns,
    *payments.urlpatterns,
    *figures.urlpatterns,
    *entering.urlpatterns,
    *deciding.urlpatterns,
    *policy.urlpatterns,
    *requests.urlpatterns,
    *standing.urlpatterns,
    *appeals.urlpatterns,
]
