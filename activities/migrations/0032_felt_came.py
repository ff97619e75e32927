"""Only who came to a session says how it felt: the database holds it, whoever writes.

A row of attendance is shared while the answer is written, so that nobody takes it back meanwhile.
What is corrected to "did not come" later does not count (activities/selectors/felt_gap.py).
"""

from django.db import migrations

CAME = """
CREATE FUNCTION activities_felt_came() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM activities_attendance
      WHERE id = NEW.attendance_id AND session_id = NEW.session_id AND outcome = 'came'
        FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'only who came to a session says how it felt'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'felt_by_who_came';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER felt_came BEFORE INSERT OR UPDATE OF attendance_id, session_id ON activities_felt
    FOR EACH ROW WHEN (NEW.attendance_id IS NOT NULL) EXECUTE FUNCTION activities_felt_came();
"""
UNDO = """
DROP TRIGGER felt_came ON activities_felt;
DROP FUNCTION activities_felt_came();
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0031_felt")]

    operations = [migrations.RunSQL(CAME, UNDO)]
