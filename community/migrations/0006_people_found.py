"""Keep the words that people are found by, and start the lists that the team keeps."""

from django.db import migrations

# In small letters and without accents, so that Jose finds José.
FOUND = """
CREATE FUNCTION community_plain(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(normalize(lower(coalesce(said, '')), NFKD), '[\\u0300-\\u036f]', '', 'g')
$$;

CREATE FUNCTION community_read_words(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO community_personwords AS kept (person_id, whole, shown)
    SELECT p.id,
           to_tsvector('simple', community_plain(concat_ws(' ', p.name, p.shown_name, p.outward_code)))
               || to_tsvector('english', community_plain(left(p.brings, 50000))) || also.words,
           to_tsvector('simple', community_plain(p.shown_name)) || also.words
      FROM community_person p
      LEFT JOIN organisation_area a ON a.id = p.district_id
     CROSS JOIN LATERAL (
           SELECT to_tsvector('simple', community_plain(a.name))
                  || to_tsvector('english', community_plain(string_agg(i.label || ' ' || i.hint, ' ')))
             FROM community_personinterest l JOIN organisation_interest i ON i.id = l.interest_id
            WHERE l.person_id = p.id) also (words)
     WHERE p.id = ANY (ids)
     ORDER BY p.id
    ON CONFLICT (person_id) DO UPDATE SET whole = excluded.whole, shown = excluded.shown
     WHERE (kept.whole, kept.shown) IS DISTINCT FROM (excluded.whole, excluded.shown)
$$;

CREATE FUNCTION community_person_came() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM community_read_words((SELECT array_agg(id) FROM new_rows));
    RETURN NULL;
END $$;
CREATE TRIGGER community_person_came AFTER INSERT ON community_person
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION community_person_came();

CREATE FUNCTION community_person_reworded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM community_read_words((
        SELECT array_agg(n.id) FROM new_rows n JOIN old_rows o USING (id)
         WHERE (n.name, n.shown_name, n.outward_code, n.brings, n.district_id)
               IS DISTINCT FROM (o.name, o.shown_name, o.outward_code, o.brings, o.district_id)));
    RETURN NULL;
END $$;
CREATE TRIGGER community_person_reworded AFTER UPDATE ON community_person
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION community_person_reworded();

CREATE FUNCTION community_interests_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM community_read_words((SELECT array_agg(DISTINCT person_id) FROM changed_rows));
    RETURN NULL;
END $$;
CREATE TRIGGER community_interests_came AFTER INSERT ON community_personinterest
    REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION community_interests_changed();
CREATE TRIGGER community_interests_went AFTER DELETE ON community_personinterest
    REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION community_interests_changed();
CREATE TRIGGER community_interests_moved_from AFTER UPDATE ON community_personinterest
    REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION community_interests_changed();
CREATE TRIGGER community_interests_moved_to AFTER UPDATE ON community_personinterest
    REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION community_interests_changed();

CREATE FUNCTION community_interest_reworded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM community_read_words((
        SELECT array_agg(person_id) FROM community_personinterest WHERE interest_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER community_interest_reworded AFTER UPDATE OF label, hint ON organisation_interest
    FOR EACH ROW WHEN ((OLD.label, OLD.hint) IS DISTINCT FROM (NEW.label, NEW.hint))
    EXECUTE FUNCTION community_interest_reworded();

CREATE FUNCTION community_district_reworded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM community_read_words((
        SELECT array_agg(id) FROM community_person WHERE district_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER community_district_reworded AFTER UPDATE OF name ON organisation_area
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
    EXECUTE FUNCTION community_district_reworded();

SELECT community_read_words((SELECT array_agg(id) FROM community_person));
"""

NOT_FOUND = """
DROP TRIGGER community_person_came ON community_person;
DROP TRIGGER community_person_reworded ON community_person;
DROP TRIGGER community_interests_came ON community_personinterest;
DROP TRIGGER community_interests_went ON community_personinterest;
DROP TRIGGER community_interests_moved_from ON community_personinterest;
DROP TRIGGER community_interests_moved_to ON community_personinterest;
DROP TRIGGER community_interest_reworded ON organisation_interest;
DROP TRIGGER community_district_reworded ON organisation_area;
DROP FUNCTION community_person_came();
DROP FUNCTION community_person_reworded();
DROP FUNCTION community_interests_changed();
DROP FUNCTION community_interest_reworded();
DROP FUNCTION community_district_reworded();
DROP FUNCTION community_read_words(bigint[]);
DROP FUNCTION community_plain(text);
"""

STEPS = [
    "Talked about what taking part means, and what it does not",
    "Talked about what they would like to do",
    "Asked what they need to take part well",
    "Agreed how we keep in touch, and how often",
    "Explained what we store about them, and who can see it",
    "Told them where to get help, and how to complain",
]

CHECKS = [
    ("Safeguarding training", 36, ["peer_support", "volunteer", "mentor", "co_facilitator"]),
    ("Confidentiality talk", 12, ["expert", "co_facilitator", "mentor", "peer_support"]),
    ("DBS check", 36, ["peer_support", "volunteer"]),
]

# Role, what it is, how it differs from the others, what is agreed.
ROLES = [
    (
        "expert",
        ("You use what you have lived through, as somebody who uses services or cares for"
        " somebody, to help shape them: on panels, in projects, in planning."),
        ("You speak from your own life. You do not support other people one to one, as a peer"
        " support worker does, and you need not speak for a group, as a champion does."),
        ("I say only as much about myself as I want to. I keep to myself what others tell about"
        " themselves. I can stop at any time and need not say why. The trust tells me what came"
        " of it and pays what its policy says."),
    ),
    (
        "peer_support",
        ("You support people who go through something you have been through yourself, one to"
        " one or in a group."),
        ("This is a job, with a contract, a manager and training. It is about support for others;"
        " an expert by experience helps to shape services instead."),
        "My contract of work says what is agreed. What is kept here is only that I hold the role.",
    ),
    (
        "volunteer",
        "You give your time to help a team: at events, on wards, in a garden, on the telephone.",
        ("You help with what a team does. You need not have used services, and you are not asked"
        " to speak about your own life. It is not paid; expenses are."),
        ("I do what I was shown, tell my contact when I cannot come, and pass on at once what"
        " worries me. The trust trains me, insures me and pays my expenses."),
    ),
    (
        "champion",
        ("You are the link between your community or organisation and the trust: you bring what"
        " people say, and take back what came of it."),
        ("You speak for others as well as yourself. An ambassador speaks about co-production in"
        " general; you are tied to one community."),
        ("I say what people in my community say, also where I see it otherwise. I name nobody who"
        " does not want to be named. The trust answers what I bring."),
    ),
    (
        "co_facilitator",
        "You run workshops or meetings together with a member of staff.",
        ("You hold the room for others. While you facilitate you do not put your own view first,"
        " as an expert by experience may."),
        ("I plan and look back together with my partner. I make sure everybody can speak. I get"
        " the plan and the papers in time."),
    ),
    (
        "ambassador",
        ("You tell people about co-production and about taking part: at events, in the media, to"
        " new members."),
        ("You speak about taking part in public. You do not take decisions about services, and you"
        " are not tied to one community as a champion is."),
        ("I speak for myself and not for the trust. I agree beforehand what is said about me. I"
        " can see what is published before it is."),
    ),
    (
        "mentor",
        "You help another member to find their feet: before, during and after meetings.",
        ("You help one person to take part. That is not treatment and not peer support; whoever"
        " needs those is helped to find them."),
        ("We agree how often we meet, and for how long. What I am told stays with me unless"
        " somebody may come to harm. My contact in the team is there for me."),
    ),
]


def start(apps, schema_editor):
    step, check = apps.get_model("community", "InductionStep"), apps.get_model("community", "Check")
    need, text = apps.get_model("community", "RoleNeed"), apps.get_model("community", "RoleText")
    step.objects.bulk_create(
        step(label=label, position=10 * place) for place, label in enumerate(STEPS, 1)
    )
    for name, months, roles in CHECKS:
        row = check.objects.create(name=name, lasts_months=months)
        need.objects.bulk_create(need(role=role, check_needed=row) for role in roles)
    text.objects.bulk_create(
        text(role=role, version=1, description=what, differs=differs, agreement=agreed)
        for role, what, differs, agreed in ROLES
    )


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0005_people_roles"),
        ("organisation", "0007_area_version"),
    ]

    operations = [
        migrations.RunSQL(FOUND, NOT_FOUND),
        migrations.RunPython(start, migrations.RunPython.noop),
    ]
