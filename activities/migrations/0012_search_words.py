"""Search all texts that readers may read; know the words in use without anybody waiting."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import TrigramExtension
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import migrations, models
from django.db.models.functions import Left

JOINTS = "/._@\\<>&’‘“”–—…•·´£€«»®™\u00a0"
SEARCHED = {
    "title": "A",
    "aim": "B",
    "what_was_asked": "C",
    "notes": "C",
    "prompts": "D",
    "level_reason": "D",
    "status_reason": "D",
}


def searched_words():
    """As in activities/models/search.py on the day of this migration."""
    first, *others = (
        SearchVector(
            models.Func(
                Left(name, 50_000),
                models.Value(JOINTS),
                models.Value(" " * len(JOINTS)),
                function="translate",
                output_field=models.TextField(),
            ),
            weight=weight,
            config="english",
        )
        for name, weight in SEARCHED.items()
    )
    for each in others:
        first = first + each
    return first


def as_array(name):
    """As in activities/models/search.py on the day of this migration."""
    many = ArrayField(models.BigIntegerField())
    return models.Func(models.F(name), template="(ARRAY[%(expressions)s])", output_field=many)


# What was there before is read as if it had just been logged.
UNREAD = """
CREATE FUNCTION activities_note_unread() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO activities_unreadactivities (activity_ids)
    SELECT array_agg(id) FROM new_rows HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER activities_note_unread_insert AFTER INSERT ON activities_activity
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION activities_note_unread();

CREATE FUNCTION activities_note_reworded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO activities_unreadactivities (activity_ids) VALUES (ARRAY[NEW.id]);
    RETURN NULL;
END $$;
-- Of the columns that are searched alone: other changes must cost nothing here.
CREATE TRIGGER activities_note_reworded_update AFTER UPDATE OF {columns} ON activities_activity
    FOR EACH ROW WHEN (OLD.search IS DISTINCT FROM NEW.search)
    EXECUTE FUNCTION activities_note_reworded();

INSERT INTO activities_unreadactivities (activity_ids)
SELECT array_agg(id) FROM activities_activity GROUP BY id / 1000;
""".format(columns=", ".join(SEARCHED))

NO_UNREAD = """
DROP TRIGGER activities_note_unread_insert ON activities_activity;
DROP TRIGGER activities_note_reworded_update ON activities_activity;
DROP FUNCTION activities_note_unread();
DROP FUNCTION activities_note_reworded();
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0011_act_scopes")]
    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "word",
                    models.TextField(db_collation="C", primary_key=True, serialize=False),
                ),
                ("stem", models.TextField(db_collation="C")),
                ("joined", models.TextField(db_collation="C")),
                ("uses", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["stem"], name="search_word_stem"),
                    models.Index(fields=["joined"], name="search_word_joined"),
                    GinIndex(fields=["word"], name="search_word_like", opclasses=["gin_trgm_ops"]),
                ]
            },
        ),
        migrations.CreateModel(
            name="UnreadActivities",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "activity_ids",
                    ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
            ],
        ),
        migrations.RemoveIndex(model_name="activity", name="activity_search"),
        migrations.RemoveIndex(model_name="activity", name="activity_directorates"),
        migrations.RemoveIndex(model_name="activity", name="activity_services"),
        migrations.RemoveField(model_name="activity", name="search"),
        migrations.AddField(
            model_name="activity",
            name="search",
            field=models.GeneratedField(
                expression=searched_words(), output_field=SearchVectorField(), db_persist=True
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=GinIndex(
                models.F("search"),
                models.F("directorate_ids"),
                models.F("service_ids"),
                as_array("counted_level_id"),
                name="activity_found",
                fastupdate=False,
            ),
        ),
        migrations.RunSQL(UNREAD, NO_UNREAD),
    ]
