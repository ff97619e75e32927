"""The miles' rates that HM Revenue and Customs approves, each with where it is from.

They are what the trust's own rates are held against, never what is paid. Where nobody has seen
the rate published it is kept as unchecked, and the pages say so.
"""

from datetime import date
from decimal import Decimal

from django.db import migrations

SINCE_2011 = date(2011, 4, 6)
SINCE_2026 = date(2026, 4, 6)
GOV_UK = "GOV.UK, rates and allowances for travel: mileage and fuel"
NOTICES = "Notices of two tax advisers: announced on 21 May 2026, counting from 6 April 2026"
AS_BEFORE = "Taken to be as before; no notice of a change was seen"

# From, vehicle, pence, after so many miles, pence after that, source, checked.
RATES = [
    (SINCE_2011, "car", "45", 10_000, "25", GOV_UK, True),
    (SINCE_2011, "motorcycle", "24", None, None, GOV_UK, True),
    (SINCE_2011, "bicycle", "20", None, None, GOV_UK, True),
    (SINCE_2011, "passenger", "5", None, None, GOV_UK, True),
    (SINCE_2026, "car", "55", 10_000, "25", NOTICES, True),
    (SINCE_2026, "motorcycle", "24", None, None, AS_BEFORE, False),
    (SINCE_2026, "bicycle", "20", None, None, AS_BEFORE, False),
    (SINCE_2026, "passenger", "5", None, None, AS_BEFORE, False),
]


def add_rates(apps, schema_editor):
    ApprovedRate = apps.get_model("claims", "ApprovedRate")
    ApprovedRate.objects.bulk_create(
        ApprovedRate(
            starts_on=starts_on,
            vehicle=vehicle,
            pence=Decimal(pence),
            after_miles=after_miles,
            pence_after=Decimal(pence_after) if pence_after else None,
            source=source,
            is_verified=is_verified,
        )
        for starts_on, vehicle, pence, after_miles, pence_after, source, is_verified in RATES
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_policy")]
    operations = [migrations.RunPython(add_rates, migrations.RunPython.noop)]
