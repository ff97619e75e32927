"""Bringing in directorates, services and posts from a file, and taking them out again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from core.service import refuse, service
from organisation.imports.cells import directorate_key
from organisation.imports.parts import PartRow
from organisation.imports.posts import PostRow
from organisation.models import Directorate, Post, Service
from organisation.rules import permission_blocker
from organisation.selectors.imports import (
    accounts_unused,
    cost_centres_before,
    directorates_staying,
    lock_parts,
    lock_posts,
    posts_staying,
    services_staying,
)
from organisation.services.parts import change_service, open_directorate, open_service
from organisation.services.posts import add_post
from users.models import User
from users.permissions import Role
from users.services import close_account, invite_account, reopen_account, send_link_again

Progress = Callable[[int], None]
TAKEN_OUT = "The import that invited this person was taken out again."
INVITED_AGAIN = "An import invites this person again."


@service
def load_parts(
    *, by: Any, rows: Iterable[PartRow], batch_id: int, progress: Progress
) -> dict[str, int]:
    """Open what is new and change the cost centres that are to change; answers how many of each."""
    refuse(permission_blocker(by, "keep_organisation"))
    counts = {"directorates": 0, "services": 0, "cost centres changed": 0}
    opened: dict[str, int] = {}
    for done, row in enumerate(rows, start=1):
        key = directorate_key(row.directorate)
        directorate_id = row.directorate_id or opened.get(key)
        if directorate_id is None:
            # Its services may have opened at any time; the row's first day is that of a service.
            directorate = open_directorate(
                by=by,
                name=row.directorate,
                short_name=row.short_name,
                old_name=row.old_name,
                valid_from=None if row.service else row.opens_on,
                batch_id=batch_id,
            )
            directorate_id = opened[key] = directorate.pk
            counts["directorates"] += 1
        if row.changes and row.service_id:
            change_service(
                by=by,
                service_id=row.service_id,
                expected=row.version,
                name=row.service,
                cost_centre=row.cost_centre,
            )
            counts["cost centres changed"] += 1
        elif row.service and row.service_id is None:
            open_service(
                by=by,
                directorate_id=directorate_id,
                name=row.service,
                cost_centre=row.cost_centre,
                valid_from=row.opens_on,
                batch_id=batch_id,
            )
            counts["services"] += 1
        progress(done)
    return {words: number for words, number in counts.items() if number}


@service
def undo_parts(
    *, by: Any, batch_id: int, keep: frozenset[int], progress: Progress
) -> dict[str, int]:
    """Take out the services and directorates of an import that nothing uses, and give changed
    cost centres back. `keep` are ids of services, and those of directorates below zero."""
    refuse(permission_blocker(by, "keep_organisation"))
    lock_parts(batch_id)
    restored = 0
    for old in cost_centres_before(batch_id):
        if old.is_as_left:
            change_service(
                by=by,
                service_id=old.service.pk,
                expected=old.service.version,
                name=old.service.name,
                cost_centre=old.before,
            )
            restored += 1
    in_use = {each.row.pk for each in services_staying(batch_id) if each.is_in_use}
    own_services = Service.objects.filter(batch_id=batch_id)
    counted = own_services.exclude(pk__in=in_use | keep).delete()[1]
    progress(counted.get("organisation.Service", 0))
    staying = {-each.row.pk for each in directorates_staying(batch_id) if each.is_in_use}
    own = Directorate.objects.filter(batch_id=batch_id)
    gone = own.exclude(pk__in=[-key for key in staying | keep if key < 0]).delete()[1]
    counts = {
        "services": counted.get("organisation.Service", 0),
        "directorates": gone.get("organisation.Directorate", 0),
        "cost centres given back": restored,
    }
    return {words: number for words, number in counts.items() if number}


@service
def load_posts(
    *, by: Any, rows: Iterable[PostRow], batch_id: int, progress: Progress
) -> dict[str, int]:
    """Invite those who have no account, and give everybody their post; answers how many of each."""
    refuse(permission_blocker(by, "keep_organisation"))
    counts = {"posts": 0, "invitations": 0}
    for done, row in enumerate(rows, start=1):
        person_id = row.person_id
        if person_id is None:
            person_id, is_written_to = _invited(by, row)
            counts["invitations"] += is_written_to
        if row.held_id is None:
            add_post(
                by=by,
                person_id=person_id,
                duty=row.duty,
                service_id=row.place.service_id,
                directorate_id=None if row.place.service_id else row.place.directorate_id,
                valid_from=row.begins,
                valid_to=row.ends,
                batch_id=batch_id,
            )
            counts["posts"] += 1
        progress(done)
    return {words: number for words, number in counts.items() if number}


def _invited(by: Any, row: PostRow) -> tuple[int, bool]:
    """The account of somebody who had none, and whether this row wrote to them: an earlier row
    may have, or somebody else since the rows were checked."""
    account = User.objects.filter(email=row.email).first()
    if account is None:
        account = invite_account(by=by, email=row.email, name=row.name, roles=[Role.STAFF])
    elif account.pk == row.closed_id and not account.is_active:
        reopen_account(by=by, account_id=account.pk, reason=INVITED_AGAIN)
        send_link_again(by=by, account_id=account.pk)
    else:
        return account.pk, False
    return account.pk, True


@service
def undo_posts(
    *, by: Any, batch_id: int, keep: frozenset[int], progress: Progress
) -> dict[str, int]:
    """Take out the posts of an import, and close the accounts it opened that nobody has used."""
    refuse(permission_blocker(by, "keep_organisation"))
    lock_posts(batch_id)
    own = Post.objects.filter(batch_id=batch_id)
    in_use = {each.row.pk for each in posts_staying(batch_id) if each.is_in_use}
    unused = accounts_unused(batch_id)
    gone = own.exclude(pk__in=in_use | keep).delete()[1]
    posts = gone.get("organisation.Post", 0)
    progress(posts)
    still_posted = set(own.values_list("person_id", flat=True))
    closed = [person for person in unused if person.pk not in still_posted]
    for person in closed:
        close_account(by=by, account_id=person.pk, reason=TAKEN_OUT)
    counts = {"posts": posts, "invitations closed": len(closed)}
    return {words: number for words, number in counts.items() if number}
