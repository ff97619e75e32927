"""Special days that every trust starts with. The team adds, corrects and ends them on the pages.

Days that go by the moon or are announced stand here with their dates, as far as they are known.
"""

from datetime import date, timedelta

from django.db import migrations

JANUARY, FEBRUARY, MARCH, APRIL, MAY, JUNE = 1, 2, 3, 4, 5, 6
OCTOBER, NOVEMBER, DECEMBER = 10, 11, 12
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
LAST = 5
FAITH, CULTURE, AWARENESS, HOLIDAY = "faith", "culture", "awareness", "holiday"
UNITED_NATIONS, WHO = "United Nations", "World Health Organization"
EVENING = "It begins on the evening before."


def on(month, day):
    return {"when": "date", "month": month, "day": day}


def weekday(nth, day, month, length=1):
    return {"when": "weekday", "nth": nth, "weekday": day, "month": month, "length": length}


def week_of(month, day):
    return {"when": "week", "month": month, "day": day}


def all_of(month):
    return {"when": "month", "month": month}


def easter(offset, kind="easter"):
    return {"when": kind, "offset": offset}


TOLD = {"when": "told"}
BY_MOON = {"when": "told", "is_unsure": True}

# Name, kind, who says when it is, when, good to know.
DAYS = [
    ("Bank holidays", HOLIDAY, "GOV.UK", {"when": "bank"}, "Most offices and many buses rest."),
    ("Christmas Day", FAITH, "Christian calendar", on(DECEMBER, 25), ""),
    ("Orthodox Christmas", FAITH, "Orthodox calendar", on(JANUARY, 7), ""),
    ("Ash Wednesday", FAITH, "Christian calendar", easter(-46), "Lent begins. Some people fast."),
    ("Good Friday", FAITH, "Christian calendar", easter(-2), ""),
    ("Easter Sunday", FAITH, "Christian calendar", easter(0), ""),
    ("Orthodox Easter", FAITH, "Orthodox calendar", easter(0, "orthodox"), ""),
    ("Vaisakhi", FAITH, "Sikh (Nanakshahi) calendar", on(APRIL, 14) | {"is_unsure": True}, "New year, and the founding of the Khalsa."),
    ("Nowruz", CULTURE, "Persian calendar: the spring equinox", on(MARCH, 20) | {"is_unsure": True}, "New year in Iran, Afghanistan and Kurdish areas."),
    ("Ramadan", FAITH, "Islamic calendar (Umm al-Qura)", BY_MOON, "Many Muslims fast from dawn to sunset. Plan no lunch for all, and no long evening."),
    ("Eid al-Fitr", FAITH, "Islamic calendar (Umm al-Qura)", BY_MOON, "The end of Ramadan: a day of prayer and family."),
    ("Eid al-Adha", FAITH, "Islamic calendar (Umm al-Qura)", BY_MOON, "A day of prayer and family."),
    ("Diwali", FAITH, "Hindu calendar", BY_MOON, "Kept by Hindus, Sikhs and Jains."),
    ("Holi", FAITH, "Hindu calendar", BY_MOON, ""),
    ("Guru Nanak’s birthday", FAITH, "Sikh calendar: full moon of Katak", BY_MOON, ""),
    ("Wesak", FAITH, "Buddhist calendar: full moon of May", BY_MOON, "Some keep it at the next full moon."),
    ("Lunar New Year", CULTURE, "Chinese calendar", BY_MOON, "Kept in Chinese, Vietnamese and Korean families."),
    ("Passover", FAITH, "Hebrew calendar", TOLD, EVENING),
    ("Rosh Hashanah", FAITH, "Hebrew calendar", TOLD, f"Jewish new year. {EVENING}"),
    ("Yom Kippur", FAITH, "Hebrew calendar", TOLD, f"Many Jewish people fast. {EVENING}"),
    ("Hanukkah", FAITH, "Hebrew calendar", TOLD, EVENING),
    ("Remembrance Sunday", CULTURE, "GOV.UK", weekday(2, SUNDAY, NOVEMBER), ""),
    ("Inter Faith Week", AWARENESS, "Inter Faith Week", weekday(2, SUNDAY, NOVEMBER, 8), ""),
    ("Armed Forces Day", CULTURE, "Armed Forces Day", weekday(LAST, SATURDAY, JUNE), ""),
    ("Windrush Day", CULTURE, "GOV.UK", on(JUNE, 22), ""),
    ("Holocaust Memorial Day", CULTURE, "Holocaust Memorial Day Trust", on(JANUARY, 27), ""),
    ("Refugee Week", AWARENESS, "Refugee Week: the week of World Refugee Day", week_of(JUNE, 20), ""),
    ("LGBT+ History Month", AWARENESS, "Schools OUT UK", all_of(FEBRUARY), ""),
    ("Pride Month", AWARENESS, "Kept by custom", all_of(JUNE), "Local marches have days of their own."),
    ("Gypsy, Roma and Traveller History Month", AWARENESS, "Friends, Families and Travellers", all_of(JUNE), ""),
    ("Black History Month", AWARENESS, "Black History Month UK", all_of(OCTOBER), ""),
    ("Trans Day of Visibility", AWARENESS, "Kept by custom", on(MARCH, 31), ""),
    ("Trans Day of Remembrance", AWARENESS, "Kept by custom", on(NOVEMBER, 20), ""),
    ("International Women’s Day", AWARENESS, UNITED_NATIONS, on(MARCH, 8), ""),
    ("World Autism Awareness Day", AWARENESS, UNITED_NATIONS, on(APRIL, 2), ""),
    ("International Day of Older People", AWARENESS, UNITED_NATIONS, on(OCTOBER, 1), ""),
    ("International Day of Disabled People", AWARENESS, UNITED_NATIONS, on(DECEMBER, 3), ""),
    ("World Suicide Prevention Day", AWARENESS, WHO, on(9, 10), "A hard day for some. Say where help is."),
    ("World Mental Health Day", AWARENESS, WHO, on(OCTOBER, 10), ""),
    ("Time to Talk Day", AWARENESS, "Mind and Rethink Mental Illness: the first Thursday of February", weekday(1, THURSDAY, FEBRUARY), ""),
    ("Children’s Mental Health Week", AWARENESS, "Place2Be, announced each year", TOLD, ""),
    ("Eating Disorders Awareness Week", AWARENESS, "Beat, announced each year", TOLD, ""),
    ("Deaf Awareness Week", AWARENESS, "UK Council on Deafness, announced each year", TOLD, ""),
    ("Mental Health Awareness Week", AWARENESS, "Mental Health Foundation, announced each year", TOLD, ""),
    ("Dementia Action Week", AWARENESS, "Alzheimer’s Society, announced each year", TOLD, ""),
    ("Carers Week", AWARENESS, "Carers UK, announced each year", TOLD, ""),
    ("Learning Disability Week", AWARENESS, "Mencap, announced each year", TOLD, ""),
    ("Co-production Week", AWARENESS, "Social Care Institute for Excellence, announced each year", TOLD, ""),
    ("Carers Rights Day", AWARENESS, "Carers UK, announced each year", TOLD, ""),
]

# First days, and how long each is.
DATES = {
    "Eid al-Fitr": (1, "2025-03-30 2026-03-20 2027-03-09 2028-02-26 2029-02-14 2030-02-04 2031-01-24 2032-01-14 2033-01-02 2033-12-23 2034-12-12 2035-12-01"),
    "Eid al-Adha": (1, "2025-06-06 2026-05-27 2027-05-16 2028-05-05 2029-04-24 2030-04-13 2031-04-02 2032-03-22 2033-03-11 2034-03-01 2035-02-18"),
    "Diwali": (1, "2025-10-20 2026-11-08 2027-10-29 2028-10-17 2029-11-05 2030-10-26 2031-11-14 2032-11-02 2033-10-22 2034-11-10 2035-10-30"),
    "Holi": (1, "2025-03-14 2026-03-04 2027-03-22 2028-03-11 2029-03-01 2030-03-20 2031-03-09 2032-03-27 2033-03-16 2034-03-05 2035-03-24"),
    "Guru Nanak’s birthday": (1, "2025-11-05 2026-11-24 2027-11-14 2028-11-02 2029-11-21 2030-11-10 2031-11-28 2032-11-17 2033-11-06 2034-11-25 2035-11-15"),
    "Wesak": (1, "2025-05-12 2026-05-01 2027-05-20 2028-05-09 2029-05-27 2030-05-16 2031-05-06 2032-05-23 2033-05-13 2034-05-03 2035-05-22"),
    "Lunar New Year": (1, "2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08"),
    "Passover": (8, "2025-04-13 2026-04-02 2027-04-22 2028-04-11 2029-03-31 2030-04-18 2031-04-08 2032-03-27 2033-04-14 2034-04-04 2035-04-24"),
    "Rosh Hashanah": (2, "2025-09-23 2026-09-12 2027-10-02 2028-09-21 2029-09-10 2030-09-28 2031-09-18 2032-09-06 2033-09-24 2034-09-14 2035-10-04"),
    "Yom Kippur": (1, "2025-10-02 2026-09-21 2027-10-11 2028-09-30 2029-09-19 2030-10-07 2031-09-27 2032-09-15 2033-10-03 2034-09-23 2035-10-13"),
    "Hanukkah": (8, "2025-12-15 2026-12-05 2027-12-25 2028-12-13 2029-12-02 2030-12-21 2031-12-10 2032-11-28 2033-12-17 2034-12-07 2035-12-26"),
    "Children’s Mental Health Week": (7, "2025-02-03 2026-02-09"),
    "Eating Disorders Awareness Week": (7, "2025-02-24 2026-02-23"),
    "Deaf Awareness Week": (7, "2025-05-05 2026-05-04"),
    "Mental Health Awareness Week": (7, "2025-05-12 2026-05-11"),
    "Dementia Action Week": (7, "2025-05-19 2026-05-18"),
    "Carers Week": (7, "2025-06-09 2026-06-08"),
    "Learning Disability Week": (7, "2025-06-16 2026-06-15"),
    "Co-production Week": (5, "2025-06-30"),
    "Carers Rights Day": (1, "2025-11-20"),
}
# Ramadan ends on the day before Eid al-Fitr.
RAMADAN = "2025-03-01 2026-02-18 2027-02-08 2028-01-28 2029-01-16 2030-01-05 2030-12-26 2031-12-15 2032-12-04 2033-11-23 2034-11-12 2035-11-01"


def spans():
    for name, (length, days) in DATES.items():
        for said in days.split():
            first = date.fromisoformat(said)
            yield name, first, first + timedelta(days=length - 1)
    feasts = [date.fromisoformat(said) for said in DATES["Eid al-Fitr"][1].split()]
    for said in RAMADAN.split():
        first = date.fromisoformat(said)
        feast = next(each for each in feasts if each > first)
        yield "Ramadan", first, feast - timedelta(days=1)


def add(apps, schema_editor):
    special_day = apps.get_model("organisation", "SpecialDay")
    special_date = apps.get_model("organisation", "SpecialDate")
    known = {name.lower() for name in special_day.objects.values_list("name", flat=True)}
    rows = {}
    for name, kind, source, when, about in DAYS:
        if name.lower() not in known:
            rows[name] = special_day.objects.create(
                name=name, kind=kind, source=source, about=about, **when
            )
    special_date.objects.bulk_create(
        special_date(
            special_day=rows[name], first_on=first, last_on=last, source=rows[name].source
        )
        for name, first, last in spans()
        if name in rows
    )


class Migration(migrations.Migration):
    dependencies = [("organisation", "0010_special_day")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
