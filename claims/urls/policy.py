"""The policy: as everybody reads it, and as finance writes it."""

from django.urls import path

from claims.views import policy, policy_drafts

urlpatterns = [
    # Reading
    path("policy/", policy.policy_detail, name="policy_detail"),
    path("policy/versions/", policy.policy_versions, name="policy_versions"),
    path("can-i-claim/", policy.can_i_claim, name="can_i_claim"),
    path("money-and-benefits/", policy.money_and_benefits, name="money_and_benefits"),
    # Writing
    path("policy/begin/", policy_drafts.policy_begin, name="policy_begin"),
    path("policy/drafts/<int:edition_id>/", policy_drafts.policy_draft, name="policy_draft"),
    path(
        "policy/drafts/<int:edition_id>/part/<slug:part>/",
        policy_drafts.policy_draft_part,
        name="policy_draft_part",
    ),
    path(
        "policy/drafts/<int:edition_id>/costs/<slug:cost>/",
        policy_drafts.policy_draft_category,
        name="policy_draft_category",
    ),
    path(
        "policy/drafts/<int:edition_id>/miles/<slug:vehicle>/",
        policy_drafts.policy_draft_rate,
        name="policy_draft_rate",
    ),
    path(
        "policy/drafts/<int:edition_id>/put-in-force/",
        policy_drafts.policy_draft_publish,
        name="policy_draft_publish",
    ),
    path(
        "policy/drafts/<int:edition_id>/drop/",
        policy_drafts.policy_draft_drop,
        name="policy_draft_drop",
    ),
    # What is approved
    path("policy/approved-rates/", policy_drafts.approved_rates, name="approved_rates"),
    path("policy/approved-rates/add/", policy_drafts.approved_rate_add, name="approved_rate_add"),
    path(
        "policy/approved-rates/<int:rate_id>/check/",
        policy_drafts.approved_rate_check,
        name="approved_rate_check",
    ),
]
