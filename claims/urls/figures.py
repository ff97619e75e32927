"""Figures of claims."""

from django.urls import path

from claims.views import figures

urlpatterns = [path("figures/", figures.claim_figures, name="claim_figures")]
