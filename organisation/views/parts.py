"""What the pages of a directorate and of a service have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from core.history import changes
from core.history.pages import versions_at
from organisation import rules, selectors
from organisation.models import Directorate, Post, Service


def part_context(
    request: HttpRequest,
    part: Directorate | Service,
    place: str,
    posts: Callable[[int], QuerySet[Post]],
) -> dict[str, Any]:
    """Who works there, what was changed, and what this person may do.

    `place` is the part as the form for posts calls it. History names people, so it is for
    those who may see who works where.
    """
    facts = selectors.part_facts(part)
    may_see_posts = request.user.may("see_posts")
    may_change = rules.change_part_blocker(request.user, facts) is None
    restore = f"organisation:{part._meta.model_name}_restore"
    back = versions_at(restore, part.pk) if may_change else None
    brought_by = selectors.acts_bringing_in(part)
    return {
        "posts": posts(part.pk) if may_see_posts else [],
        "may_see_posts": may_see_posts,
        "may_keep_organisation": request.user.may("keep_organisation"),
        "add_href": reverse("organisation:post_add") + f"?place={place}",
        "history": changes(part, reader=request.user, back=back, brought_by=brought_by)
        if may_see_posts
        else [],
        "may_change": may_change,
        "may_close": rules.close_part_blocker(request.user, facts, None) is None,
    }
