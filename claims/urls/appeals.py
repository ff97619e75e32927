"""Looking at a decision again."""

from django.urls import path

from claims.views import appeals

urlpatterns = [
    # By its person
    path("<int:claim_id>/look-again/", appeals.appeal_start, name="appeal_start"),
    path("look-again/<int:appeal_id>/", appeals.appeal_detail, name="appeal_detail"),
    path("look-again/<int:appeal_id>/take-back/", appeals.appeal_withdraw, name="appeal_withdraw"),
    # By who answers
    path("desk/look-again/", appeals.appeal_list, name="appeal_list"),
    path("desk/look-again/<int:appeal_id>/", appeals.appeal_answer, name="appeal_answer"),
    path(
        "desk/look-again/<int:appeal_id>/receipts/<int:receipt_id>/",
        appeals.appeal_receipt,
        name="appeal_receipt",
    ),
]
