"""The days of the calendar in a template.

``{% day_list page %}``               days one below the other
``{% day_grid page today query %}``   the rows of a week or a month
"""

from __future__ import annotations

from django import template

from activities.tables import months

register = template.Library()
register.simple_tag(months.day_list)
register.simple_tag(months.day_grid)
