"""Finding activities."""

from django.http import HttpRequest, HttpResponse

from activities.filters import ActivityFilters
from activities.selectors.lists import activity_rows
from activities.tables import ACTIVITIES, WITHOUT_PEOPLE
from core.access import requires
from core.tables import render_list


@requires("see_activities")
def activity_list(request: HttpRequest) -> HttpResponse:
    """Every activity that was logged: searched, filtered, sorted, taken out."""
    return render_list(
        request,
        ACTIVITIES if request.user.may("see_headcounts") else WITHOUT_PEOPLE,
        activity_rows(),
        ActivityFilters,
        "activities/activity_list.html",
        {"may_log": request.user.may("log_activity")},
        may_download=request.user.may("export_activities"),
    )
