"""Claims that staff enter for others, and the form on paper."""

from django.urls import path

from claims.views import entering, paper

urlpatterns = [
    path("enter/", entering.claim_entry_list, name="claim_entry_list"),
    path("enter/who/", entering.claim_enter, name="claim_enter"),
    path("enter/for/<int:person_id>/<slug:way>/", entering.claim_enter_for, name="claim_enter_for"),
    path("enter/<int:claim_id>/", entering.claim_entered, name="claim_entered"),
    path("enter/<int:claim_id>/send/", entering.claim_enter_send, name="claim_enter_send"),
    # On paper
    path("paper/", paper.claim_paper, name="claim_paper"),
    path("paper/form.pdf", paper.claim_paper_pdf, name="claim_paper_pdf"),
    path("paper/<int:person_id>/", paper.claim_paper_for, name="claim_paper_for"),
    path("paper/<int:person_id>/form.pdf", paper.claim_paper_for_pdf, name="claim_paper_for_pdf"),
]
