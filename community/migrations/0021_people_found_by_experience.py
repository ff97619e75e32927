"""Find people by what they have done before, too."""

from django.db import migrations

READ = """
CREATE OR REPLACE FUNCTION community_read_words(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO community_personwords AS kept (person_id, whole, shown)
    SELECT p.id,
           to_tsvector('simple', community_plain(concat_ws(' ', p.name, p.shown_name, p.outward_code)))
               || to_tsvector('english', community_plain(left(p.brings, 50000))) || also.words,
           to_tsvector('simple', community_plain(p.shown_name)) || also.words
      FROM community_person p
      LEFT JOIN organisation_area a ON a.id = p.district_id
     CROSS JOIN LATERAL (
           SELECT to_tsvector('simple', community_plain(a.name))
                  || to_tsvector('english', community_plain(string_agg(said, ' ')))
             FROM ({chosen}) chosen (said)) also (words)
     WHERE p.id = ANY (ids)
     ORDER BY p.id
    ON CONFLICT (person_id) DO UPDATE SET whole = excluded.whole, shown = excluded.shown
     WHERE (kept.whole, kept.shown) IS DISTINCT FROM (excluded.whole, excluded.shown)
$$;
"""
INTERESTS = """
                  SELECT i.label || ' ' || i.hint
                    FROM community_personinterest l JOIN organisation_interest i ON i.id = l.interest_id
                   WHERE l.person_id = p.id"""
EXPERIENCES = """
                  SELECT e.label || ' ' || e.hint
                    FROM community_personexperience l
                    JOIN organisation_experience e ON e.id = l.experience_id
                   WHERE l.person_id = p.id"""

# Nobody has said what they have done so far, so that no words have to be read anew here.
FOUND = (
    READ.format(chosen=f"{INTERESTS}\n                  UNION ALL{EXPERIENCES}")
    + """
CREATE TRIGGER community_experiences_came AFTER INSERT ON community_personexperience
    REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION community_interests_changed();
CREATE TRIGGER community_experiences_went AFTER DELETE ON community_personexperience
    REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION community_interests_changed();
CREATE TRIGGER community_experiences_moved_from AFTER UPDATE ON community_personexperience
    REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION community_interests_changed();
CREATE TRIGGER community_experiences_moved_to AFTER UPDATE ON community_personexperience
    REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION community_interests_changed();

CREATE FUNCTION community_experience_reworded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM community_read_words((
        SELECT array_agg(person_id) FROM community_personexperience WHERE experience_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER community_experience_reworded AFTER UPDATE OF label, hint ON organisation_experience
    FOR EACH ROW WHEN ((OLD.label, OLD.hint) IS DISTINCT FROM (NEW.label, NEW.hint))
    EXECUTE FUNCTION community_experience_reworded();
"""
)

NOT_FOUND = (
    """
DROP TRIGGER community_experiences_came ON community_personexperience;
DROP TRIGGER community_experiences_went ON community_personexperience;
DROP TRIGGER community_experiences_moved_from ON community_personexperience;
DROP TRIGGER community_experiences_moved_to ON community_personexperience;
DROP TRIGGER community_experience_reworded ON organisation_experience;
DROP FUNCTION community_experience_reworded();
"""
    + READ.format(chosen=INTERESTS)
)


class Migration(migrations.Migration):
    dependencies = [("community", "0020_person_experience")]

    operations = [migrations.RunSQL(FOUND, NOT_FOUND)]
