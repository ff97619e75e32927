"""The addresses of claims: one file for each noun, one line for each page."""

from claims.urls import claims, policy, standing

app_name = "claims"
urlpatterns = [
    *claims.urlpatterns,
    *policy.urlpatterns,
    *standing.urlpatterns,
]
