"""The addresses of claims: one file for each noun, one line for each page."""

from claims.urls import policy

app_name = "claims"
urlpatterns = [
    *policy.urlpatterns,
]
