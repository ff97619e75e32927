"""What people have to know about a session they come to is counted where it changes.

By form, for many at once, by going back to an earlier version or by an import taken out: the
row of the session changes, and the number of its opportunity goes up.
"""

from django.db import migrations

KNOWN = "(%s.held_on, %s.precision, %s.starts_at, %s.ends_at, %s.mode, %s.venue_id, %s.status = 'cancelled')"


def _known(row: str) -> str:
    return KNOWN.replace("%s", row)


SESSION = f"""
CREATE FUNCTION activities_session_news() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE activities_opportunity o SET sequence = o.sequence + 1
      FROM new_rows n JOIN old_rows p ON p.id = n.id
     WHERE o.session_id = n.id AND {_known("n")} IS DISTINCT FROM {_known("p")};
    RETURN NULL;
END $$;
CREATE TRIGGER session_news AFTER UPDATE ON activities_session
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION activities_session_news();
"""
LINK = """
CREATE FUNCTION activities_link_news() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sequence := OLD.sequence + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER link_news BEFORE UPDATE ON activities_opportunity
    FOR EACH ROW WHEN (NEW.joining_link IS DISTINCT FROM OLD.joining_link)
    EXECUTE FUNCTION activities_link_news();
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0022_notices")]

    operations = [
        migrations.RunSQL(
            SESSION,
            "DROP TRIGGER session_news ON activities_session;"
            "DROP FUNCTION activities_session_news();",
        ),
        migrations.RunSQL(
            LINK,
            "DROP TRIGGER link_news ON activities_opportunity;"
            "DROP FUNCTION activities_link_news();",
        ),
    ]
