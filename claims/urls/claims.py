"""Claims of one's own."""

from django.urls import path

from claims.views import claims, line_steps, lines

urlpatterns = [
    path("", claims.claim_list_own, name="claim_list_own"),
    path("start/", claims.claim_start, name="claim_start"),
    path("<int:claim_id>/", claims.claim_detail, name="claim_detail"),
    path("<int:claim_id>/paid-to/", claims.claim_payee, name="claim_payee"),
    path("<int:claim_id>/send/", claims.claim_send, name="claim_send"),
    path("<int:claim_id>/take-back/", claims.claim_withdraw, name="claim_withdraw"),
    path("<int:claim_id>/delete/", claims.claim_drop, name="claim_drop"),
    # Costs
    path("<int:claim_id>/add/", lines.line_choose, name="line_choose"),
    path("<int:claim_id>/add/<slug:sort>/", lines.line_add, name="line_add"),
    path("<int:claim_id>/add/<slug:sort>/first/", line_steps.line_begin, name="line_begin"),
    path("costs/<int:line_id>/ask/<slug:question>/", line_steps.line_ask, name="line_ask"),
    path("costs/<int:line_id>/", lines.line_change, name="line_change"),
    path("costs/<int:line_id>/remove/", lines.line_remove, name="line_remove"),
    # Receipts
    path("<int:claim_id>/receipts/", lines.receipt_add, name="receipt_add"),
    path("receipts/<int:receipt_id>/", lines.receipt_fetch, name="receipt_fetch"),
    path("receipts/<int:receipt_id>/sort/", lines.receipt_sort, name="receipt_sort"),
    path("receipts/<int:receipt_id>/remove/", lines.receipt_remove, name="receipt_remove"),
]
