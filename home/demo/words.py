"""What the invented activities are called: kinds of title, aims, questions, reasons."""

from __future__ import annotations

from dataclasses import dataclass

from home.demo.topics import ANY, NOT_WARD, WARDS


@dataclass(frozen=True)
class Template:
    """A kind of title at a level. `sessions` is the range of how often it met, `people` of how
    many came; both are 0 for what is read. `share` is how often it is used among its level's;
    `needs` is what a topic must be good for."""

    level: str
    title: str
    kind: str
    sessions: tuple[int, int] = (1, 1)
    people: tuple[int, int] = (6, 16)
    share: int = 3
    fits: frozenset[str] = ANY
    needs: str = ""


READ = (0, 0)
# {topic}, {people}, {place} (the service's short name) and {month} are filled in.
TEMPLATES = (
    Template(
        "inform", "Leaflet on {topic}", "Information pack or leaflet", people=READ, needs="text"
    ),
    Template("inform", "Poster about {topic}", "Information pack or leaflet", people=READ, share=2),
    Template("inform", "{place} newsletter, {month}", "Newsletter or magazine", people=READ),
    Template(
        "inform",
        "Short film on {topic}",
        "Website or social media",
        people=READ,
        share=2,
        needs="taught",
    ),
    Template(
        "inform",
        "Web page on {topic}",
        "Website or social media",
        people=READ,
        share=2,
        needs="text",
    ),
    Template(
        "inform", "Welcome pack for {people}", "Information pack or leaflet", people=READ, share=1
    ),
    Template("inform", "Talk for {people} on {topic}", "Meeting", people=(8, 40), needs="taught"),
    Template("inform", "Open evening on {topic}", "Meeting", people=(10, 60), share=2),
    Template(
        "inform", "Stall on {topic} at the {place} open day", "Outreach", people=(15, 120), share=2
    ),
    Template("engage", "Survey on {topic}", "Survey", people=(15, 160), share=3),
    Template("engage", "Comment cards on {topic}", "Survey", people=(10, 80), share=2),
    Template("engage", "Drop-in on {topic}", "Drop-in", (1, 4), (4, 25)),
    Template("engage", "Listening event with {people} on {topic}", "Meeting", people=(8, 45)),
    Template("engage", "Coffee morning with {people}: {topic}", "Drop-in", (1, 3), (5, 20)),
    Template(
        "engage",
        "Market stall: what matters to {people}",
        "Outreach",
        people=(20, 140),
        share=2,
        fits=NOT_WARD,
    ),
    Template("engage", "Meet the manager about {topic}", "Meeting", (1, 2), (4, 15), 2),
    Template("engage", "Consultation on {topic}", "Public consultation", people=(20, 200), share=1),
    Template("involve", "Focus group with {people} on {topic}", "Focus group", (1, 2), (5, 10), 4),
    Template("involve", "Workshop on {topic}", "Workshop", people=(8, 24), share=4),
    Template("involve", "Workshop with {people} on {topic}", "Workshop", people=(6, 20)),
    Template("involve", "Advisory group on {topic}", "Committee or board", (2, 6), (5, 12)),
    Template(
        "involve",
        "Walk-round with {people}: {topic}",
        "Visit or walk-round",
        people=(3, 8),
        share=2,
        needs="seen",
    ),
    Template(
        "involve", "Readers' group on {topic}", "Focus group", (1, 4), (4, 9), 2, needs="text"
    ),
    Template("involve", "Carers' forum: {topic}", "Committee or board", (1, 3), (6, 18), 2),
    Template("involve", "Community meeting on {topic}", "Meeting", (1, 6), (6, 16), 2, WARDS),
    Template(
        "collaborate",
        "Interview panel for a new team leader, {place}",
        "Interview panel",
        people=(2, 4),
        share=2,
    ),
    Template(
        "collaborate", "Interview panel for nurses, {place}", "Interview panel", people=(2, 4)
    ),
    Template(
        "collaborate",
        "Interview panel for a peer worker, {place}",
        "Interview panel",
        people=(2, 4),
        share=2,
    ),
    Template("collaborate", "Project group on {topic}", "Project group", (2, 8), (4, 10), 5),
    Template(
        "collaborate",
        "Learning event on {topic}, planned with {people}",
        "Learning event",
        people=(15, 50),
    ),
    Template(
        "collaborate", "Joint review of {topic} with {people}", "Project group", (1, 4), (4, 9)
    ),
    Template("collaborate", "Research with {people} on {topic}", "Research", (1, 4), (3, 8), 2),
    Template(
        "co-create",
        "Course on {topic}, written and taught with {people}",
        "Recovery college course",
        (3, 8),
        (6, 14),
        3,
        needs="course",
    ),
    Template(
        "co-create",
        "Staff training on {topic}, made with {people}",
        "Training",
        (1, 4),
        (8, 22),
        4,
        needs="taught",
    ),
    Template(
        "co-create",
        "Redesign of {topic} with {people}",
        "Project group",
        (3, 9),
        (5, 11),
        3,
        needs="made",
    ),
    Template(
        "co-create",
        "Guide to {topic}, made by {people} and staff",
        "Project group",
        (2, 5),
        (4, 9),
        3,
        needs="text",
    ),
)

AIMS = {
    "inform": ("So that people know about {topic}.", "To make {topic} easier to find out about."),
    "engage": ("To hear what people think of {topic}.", "To learn what should change first in {topic}."),
    "involve": ("To shape {topic} with people who know it.", "To find what works in {topic}, and what does not."),
    "collaborate": ("To decide together on {topic}.", "To share the work on {topic}."),
    "co-create": ("To make {topic} together, from the first idea to everyday use.",
                  "To build something new for {topic}, side by side."),
}  # fmt: skip

ASKED = (
    "What went well? What would you change first?",
    "What is missing?",
    "What would have helped you a year ago?",
    "What should we stop doing?",
    "Who is not in this room, and why?",
    "What does good look like to you?",
)

LOWER_REASONS = (
    "We had meant to decide together, but the decision was taken at a later meeting.",
    "People came too late in the work to change much.",
    "Only two people could come, so we heard views but could not shape it together.",
)

CANCELLED_REASONS = (
    "Too few people could come.",
    "The room was not available.",
    "The person who leads it was ill.",
    "Put off until the new plan is clear.",
    "Strike day.",
)
