"""Templates of the log form: saved from an activity, shared, changed, deleted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from activities.forms.log import log_initial
from activities.forms.templates import (
    TemplateDeleteForm,
    TemplateForm,
    template_initial,
    usable,
)
from activities.selectors.detail import find_activity
from activities.selectors.log import actor_of, log_choices
from activities.selectors.templates import change_refusal, find_template, templates_of
from activities.services import templates as services
from activities.tables.templates import templates_for
from core.access import requires
from core.pages import submit, submit_page
from core.tables import render_list


def _list(_result=None) -> str:
    return reverse("activities:template_list")


@requires("log_activity")
def template_list(request: HttpRequest) -> HttpResponse:
    """One's own templates and the shared ones; each starts a new log form."""
    rows, page = templates_of(request.user), "activities/template_list.html"
    table = templates_for(actor_of(request.user, with_posts=False))
    return render_list(request, table, rows, None, page, may_download=False)


@requires("log_activity")
def template_add(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Save what an activity says as a template, without what belongs to its day."""
    activity = find_activity(activity_id)
    choices = log_choices(request.user)
    filled = template_initial(log_initial(choices, activity, {}))
    kept, gone = usable(TemplateForm(choices=choices), filled)
    form = TemplateForm(
        request.POST if request.method == "POST" else None,
        choices=choices,
        initial=kept | {"name": activity.title[:60]},
    )
    return submit_page(
        request,
        form,
        "activities/template_add.html",
        lambda: services.save_template(by=request.user, **form.saved),
        then=_list,
        said="The template is saved. “Log activity” offers it.",
        context={"activity": activity, "gone": gone},
    )


@requires("log_activity")
def template_change(request: HttpRequest, template_id: int) -> HttpResponse:
    """Change what a template says, its name, or who sees it."""
    template = find_template(template_id, request.user)
    choices = log_choices(request.user)
    kept, gone = usable(TemplateForm(choices=choices), template.values)
    form = TemplateForm(
        request.POST if request.method == "POST" else None,
        choices=choices,
        initial=kept | {"name": template.name, "is_shared": template.is_shared},
        version=template.version,
    )
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.change_template(
                by=request.user,
                template_id=template_id,
                expected=form.expected_version,
                **form.saved,
            ),
            then=_list,
            said="The template is saved.",
        )
        if done:
            return done
    blocker = change_refusal(template, request.user)
    context = {"form": form, "template": template, "gone": gone, "blocker": blocker}
    return render(request, "activities/template_change.html", context)


@requires("log_activity")
def template_delete(request: HttpRequest, template_id: int) -> HttpResponse:
    """Delete a template, after asking."""
    template = find_template(template_id, request.user)
    form = TemplateDeleteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.delete_template(by=request.user, template_id=template_id),
            then=_list,
            said="The template is deleted.",
        )
        if done:
            return done
    blocker = change_refusal(template, request.user)
    context = {"form": form, "template": template, "blocker": blocker}
    return render(request, "activities/template_delete.html", context)
