"""The one way a page's form is carried out.

`submit` runs a valid form's service once (a hidden key, kept with its result in the same
transaction), turns a rule's refusal into a message beside the field, and shows two editors
each other's changes without losing a word.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from psycopg2.errors import CheckViolation

from core.drafts import services as drafts
from core.fields import DateField, date_words
from core.files.fields import UploadField
from core.files.kept import SUFFIX
from core.files.services import keep_upload
from core.models import Submission
from core.money import PoundsField, pounds
from core.service import NotAllowed, Refused, Stale, one_transaction

logger = structlog.get_logger(__name__)

KEY = "submission_key"
AGAIN = "submission_again"
VERSION = "version"
# Not what the person said: the same post may differ in these.
NOT_CONTENT = {
    "csrfmiddlewaretoken",
    KEY,
    AGAIN,
    VERSION,
    drafts.OWNER,
    drafts.PAGE,
    "draft_kept",
    drafts.SHOWN,
}


def new_key() -> str:
    """A key for a form that is shown for the first time."""
    return str(uuid.uuid4())


def submit(
    request: HttpRequest,
    form: forms.Form,
    carry_out: Callable[[], Any],
    *,
    then: Callable[[Any], str],
    draft: str = "",
    asks_before_repeat: bool = False,
    said: str = "",
) -> HttpResponse | None:
    """Carry out a posted form once. None means: show the form again, with its messages.

    `carry_out` makes the one service call; `then` turns its result into the address to go
    to. `draft` names the kept draft that is done with once this succeeds; without it, that is
    the one this page has shown, if any.
    `asks_before_repeat`: the very same answers on a fresh page (the back button fetches one)
    are carried out only after the person said that they are meant.
    `said` is told on the next page once it is done.
    """
    answer = _carry_out(request, form, carry_out, then, draft, asks_before_repeat)
    if answer is None:
        _keep_files(request, form)
    elif said:
        messages.success(request, said)
    return answer


def sent_before(request: HttpRequest) -> HttpResponse | None:
    """Where this very post led when it was carried out before, for a page whose row that removed.

    Ask before the row is looked for: a second press then gets the answer of the first.
    """
    key = _key(request) if request.method == "POST" else None
    found = Submission.objects.filter(pk=key).first() if key else None
    by_id = request.user.pk if request.user.is_authenticated else None
    if found is None or (found.by_id, found.digest) != (by_id, _digest(request)):
        return None
    return HttpResponseRedirect(found.result)


def submit_page(
    request: HttpRequest,
    form: forms.Form,
    template: str,
    carry_out: Callable[[], Any],
    *,
    then: Callable[[Any], str],
    context: dict[str, Any] | None = None,
    said: str = "",
) -> HttpResponse:
    """The whole answer of a page that is one form: carried out, or shown with its messages.

    `said` is told on the page that comes next.
    """
    done = None
    if request.method == "POST":
        done = submit(request, form, carry_out, then=then, said=said)
    return done or render(request, template, {"form": form, **(context or {})})


def _carry_out(
    request: HttpRequest,
    form: forms.Form,
    carry_out: Callable[[], Any],
    then: Callable[[Any], str],
    draft: str,
    asks_before_repeat: bool,
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    key = _key(request)
    if key is None:
        form.add_error(None, "We could not tell if this was sent before. Please send it again.")
        return None
    user = request.user if request.user.is_authenticated else None
    digest = _digest(request)
    guarded = asks_before_repeat and not request.POST.get(AGAIN)
    row = Submission(
        key=key, by=user, page=_page(request), digest=digest, guard=digest if guarded else None
    )
    try:
        with one_transaction():
            row.result = then(carry_out())
            # A taken key, or guarded answers given before, break their constraint here and
            # undo the repeat's work with it.
            row.save(force_insert=True)
            done_with = draft or _draft_shown(request)
            if done_with and user:
                drafts.drop_draft(person_id=user.pk, page=done_with)
        return HttpResponseRedirect(row.result)
    except (Refused, IntegrityError) as problem:
        # A repeat may trip over its own first run (a unique name, a taken place), so the
        # key is asked about before the problem is believed.
        is_known, answer = _done_before(form, row)
        if not is_known:
            _explain(form, problem)
        return answer


def _keep_files(request: HttpRequest, form: forms.Form) -> None:
    """Files that were fine stay chosen when the form comes back for another reason."""
    for name, field in form.fields.items():
        if not isinstance(field, UploadField) or name in form.errors:
            continue
        upload = form.cleaned_data.get(name)
        if not isinstance(upload, UploadedFile):
            continue
        try:
            kept = keep_upload(by=request.user, upload=upload, takes=field.takes)
        except Refused as problem:
            form.add_error(name, problem.sentence)
            continue
        _renew(form, f"{name}{SUFFIX}", kept.token)
        form.files = MultiValueDict()


def _done_before(form: forms.Form, row: Submission) -> tuple[bool, HttpResponse | None]:
    """Whether the key is known, and the stored result if it was the same post (else it asks)."""
    found = Submission.objects.filter(pk=row.key).first()
    if found is None:
        return _said_before(form, row)
    if found.by_id != row.by_id:
        raise PermissionDenied
    digest = row.digest
    if found.digest == digest:
        return True, HttpResponseRedirect(found.result)
    form.add_error(
        None,
        "You already sent this page with other answers, and those are saved. "
        "To save these as well, check them and send again.",
    )
    _renew(form, KEY, new_key())
    return True, None


def _said_before(form: forms.Form, row: Submission) -> tuple[bool, None]:
    """Whether (then it asks) this person sent exactly these answers from a copy of the page."""
    if not row.guard:
        return False, None
    found = Submission.objects.filter(by_id=row.by_id, page=row.page, guard=row.guard).first()
    if found is None:
        return False, None
    form.add_error(
        None,
        f"You saved exactly this at {timezone.localtime(found.at):%H:%M on %-d %B}, and it is there. "
        "If this is another one, save it again.",
    )
    _renew(form, AGAIN, "1")
    return True, None


def _explain(form: forms.Form, problem: Exception) -> None:
    if isinstance(problem, NotAllowed):
        raise PermissionDenied(problem.sentence) from problem
    if isinstance(problem, Stale):
        form.stale = _stale_rows(form, problem)  # type: ignore[attr-defined]
        _renew(form, VERSION, str(problem.version))
        form.add_error(None, problem.sentence)
    elif isinstance(problem, Refused):
        known = problem.field if problem.field in form.fields else None
        form.add_error(known, problem.sentence)
    elif isinstance(problem.__cause__, CheckViolation):
        # A rule of the database that no rule of ours has put into words: nothing is saved, and
        # the person keeps what was typed. The log names the rule, so that it gets its words.
        logger.error("unworded_rule", constraint=problem.__cause__.diag.constraint_name)
        form.add_error(
            None, "Some of these answers cannot be true together. Check the dates and numbers."
        )
    else:
        raise problem


def _stale_rows(form: forms.Form, problem: Stale) -> list[dict[str, str]]:
    """Field by field: what it says now and what was typed, where they differ."""
    rows = []
    for name, theirs in problem.theirs.items():
        if name not in form.fields:
            continue
        yours = _said(form, name)
        if yours != theirs:
            rows.append(
                {
                    "label": str(form.fields[name].label),
                    "theirs": theirs or "Nothing",
                    "yours": yours,
                }
            )
    return rows


def _said(form: forms.Form, name: str) -> str:
    """What was typed or chosen, in the words the page shows."""
    field, typed = form.fields[name], form[name].value()
    if isinstance(field, DateField):
        return date_words(form.cleaned_data.get(name))
    if isinstance(field, PoundsField):
        amount = form.cleaned_data.get(name)
        return "" if amount is None else pounds(amount)
    if isinstance(field, forms.BooleanField):
        return "Yes" if typed else "No"
    names = dict(_flat(getattr(field, "choices", [])))
    values = typed if isinstance(typed, list) else [typed]
    return ", ".join(names.get(str(v), str(v)) for v in values if v not in (None, ""))


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    """Choices as pairs, those in groups too."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)


def _renew(form: forms.Form, name: str, value: str) -> None:
    data = QueryDict(mutable=True)
    data.update(form.data)
    data[form.add_prefix(name)] = value
    form.data = data


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(KEY, ""))
    except ValueError:
        return None


def _page(request: HttpRequest) -> str:
    return request.resolver_match.view_name[:100] if request.resolver_match else ""


def _draft_shown(request: HttpRequest) -> str:
    """The name of the draft that stood above the form which was sent; empty if none did."""
    return drafts.page_of(request.path) if request.POST.get(drafts.SHOWN) else ""


def _digest(request: HttpRequest) -> str:
    """A fingerprint of what was sent, files included, apart from tokens."""
    mark = hashlib.sha256(request.path.encode())
    for name in sorted(set(request.POST) - NOT_CONTENT):
        mark.update(repr((name, request.POST.getlist(name))).encode("utf-8", "surrogatepass"))
    for name in sorted(request.FILES):
        for upload in request.FILES.getlist(name):
            mark.update(repr((name, upload.name, upload.size)).encode("utf-8", "surrogatepass"))
            _add_file(mark, upload)
    return mark.hexdigest()


def _add_file(mark: Any, upload: UploadedFile) -> None:
    """A file's bytes; one that was streamed to the disk has been hashed on its way."""
    if digest := getattr(upload, "digest", ""):
        mark.update(digest.encode())
        return
    for chunk in upload.chunks():
        mark.update(chunk)
    upload.seek(0)
