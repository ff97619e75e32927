"""Deciding claims, and the reasons that are offered for it."""

from django.urls import path

from claims.views import deciding, reasons

urlpatterns = [
    path("desk/", deciding.desk_list, name="desk_list"),
    path("desk/<int:claim_id>/", deciding.desk_claim, name="desk_claim"),
    path("desk/<int:claim_id>/agree/", deciding.desk_rest, name="desk_rest"),
    path("desk/<int:claim_id>/take/", deciding.desk_take, name="desk_take"),
    path("desk/<int:claim_id>/hand-on/", deciding.desk_hand_on, name="desk_hand_on"),
    path("desk/<int:claim_id>/signed/", deciding.desk_paper, name="desk_paper"),
    path("desk/costs/<int:line_id>/", deciding.desk_line, name="desk_line"),
    path("desk/questions/<int:question_id>/go-on/", deciding.desk_go_on, name="desk_go_on"),
    path("desk/receipts/<int:receipt_id>/", deciding.desk_receipt, name="desk_receipt"),
    # Reasons
    path("reasons/", reasons.decision_reasons, name="decision_reasons"),
    path("reasons/add/", reasons.decision_reason_add, name="decision_reason_add"),
    path(
        "reasons/<int:reason_id>/change/",
        reasons.decision_reason_change,
        name="decision_reason_change",
    ),
    path(
        "reasons/<int:reason_id>/stop/", reasons.decision_reason_stop, name="decision_reason_stop"
    ),
]
