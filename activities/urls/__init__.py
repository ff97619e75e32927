"""The addresses of activities: one file for each noun, one line for each page."""

from activities.urls import activities, day, levels, opportunities, taking_part

app_name = "activities"
urlpatterns = [
    *activities.urlpatterns,
    *opportunities.urlpatterns,
    *day.urlpatterns,
    *taking_part.urlpatterns,
    *levels.urlpatterns,
]
