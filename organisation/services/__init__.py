"""Every write to the trust's parts, posts, places and word lists."""

from organisation.services.parts import (
    change_service,
    open_directorate,
    open_service,
    rename_directorate,
)
from organisation.services.places import (
    add_area,
    add_venue,
    bring_back_venue,
    change_area,
    change_venue,
    put_away_venue,
)
from organisation.services.posts import add_post, end_post
from organisation.services.reorganise import close_directorate, close_service, move_service
from organisation.services.words import (
    add_word,
    bring_back_word,
    change_word,
    place_word,
    put_away_word,
)

__all__ = [
    "add_area",
    "add_post",
    "add_venue",
    "add_word",
    "bring_back_venue",
    "bring_back_word",
    "change_area",
    "change_service",
    "change_venue",
    "change_word",
    "close_directorate",
    "close_service",
    "end_post",
    "move_service",
    "open_directorate",
    "open_service",
    "place_word",
    "put_away_venue",
    "put_away_word",
    "rename_directorate",
]
