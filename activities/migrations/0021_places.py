"""Places follow the sign-ups, whole statements at a time.

The constraints of opportunity and seat then turn back whoever would take one place more than
there are, however many press at once: who changes the sums waits for whoever does so already.
"""

from django.db import migrations

KEEP_PLACES = """
CREATE FUNCTION activities_keep_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moved record;
BEGIN
    -- In the order of the ids, so that two statements wait for each other and do not block.
    FOR moved IN EXECUTE format(
        'SELECT opportunity_id AS id, sum(holds) AS more FROM (%s) r'
        ' GROUP BY opportunity_id HAVING sum(holds) <> 0 ORDER BY opportunity_id', TG_ARGV[0])
    LOOP
        UPDATE activities_opportunity SET places_taken = places_taken + moved.more
         WHERE id = moved.id;
    END LOOP;
    FOR moved IN EXECUTE format(
        'SELECT seat_id AS id, sum(holds) AS more FROM (%s) r WHERE seat_id IS NOT NULL'
        ' GROUP BY seat_id HAVING sum(holds) <> 0 ORDER BY seat_id', TG_ARGV[0])
    LOOP
        UPDATE activities_seat SET places_taken = places_taken + moved.more
         WHERE id = moved.id;
    END LOOP;
    RETURN NULL;
END $$;
"""
NEW = "SELECT opportunity_id, seat_id, holds::int FROM new_rows"
OLD = "SELECT opportunity_id, seat_id, -holds::int AS holds FROM old_rows"


def _trigger(event: str, referencing: str, rows: str) -> str:
    return (
        f"CREATE TRIGGER keep_places_{event.lower()} AFTER {event} ON activities_signup"
        f" REFERENCING {referencing} FOR EACH STATEMENT"
        f" EXECUTE FUNCTION activities_keep_places('{rows}');"
    )


TRIGGERS = "\n".join(
    [
        _trigger("INSERT", "NEW TABLE AS new_rows", NEW),
        _trigger("DELETE", "OLD TABLE AS old_rows", OLD),
        _trigger(
            "UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows", f"{NEW} UNION ALL {OLD}"
        ),
    ]
)
UNDO_TRIGGERS = "\n".join(
    f"DROP TRIGGER keep_places_{event} ON activities_signup;"
    for event in ("insert", "delete", "update")
)

# A seat of another session cannot be taken.
SEAT = """
ALTER TABLE activities_signup ADD CONSTRAINT sign_up_seat_of_opportunity
    FOREIGN KEY (seat_id, opportunity_id) REFERENCES activities_seat (id, opportunity_id)
    DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0020_opportunities")]

    operations = [
        migrations.RunSQL(KEEP_PLACES, "DROP FUNCTION activities_keep_places();"),
        migrations.RunSQL(TRIGGERS, UNDO_TRIGGERS),
        migrations.RunSQL(
            SEAT, "ALTER TABLE activities_signup DROP CONSTRAINT sign_up_seat_of_opportunity;"
        ),
    ]
