"""Money that goes out: what is owed, what was paid."""

from django.urls import path

from claims.views import payments

urlpatterns = [
    path("payments/", payments.payment_owed, name="payment_owed"),
    path("payments/mark/", payments.payment_mark, name="payment_mark"),
    path("payments/check/", payments.payment_check, name="payment_check"),
    path("payments/made/", payments.payment_list, name="payment_list"),
    path("payments/made/<int:payment_id>/", payments.payment_detail, name="payment_detail"),
    path(
        "payments/made/<int:payment_id>/came-back/", payments.payment_return, name="payment_return"
    ),
    path("payments/together/<int:batch_id>/", payments.batch_detail, name="batch_detail"),
    path("payments/together/<int:batch_id>/file/", payments.batch_file, name="batch_file"),
    path("payments/payees/<int:payee_id>/", payments.payee_supplier, name="payee_supplier"),
]
