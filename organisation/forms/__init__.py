"""Forms about the trust's parts, posts, places and word lists."""

from organisation.forms.parts import (
    DirectorateCloseForm,
    DirectorateOpenForm,
    DirectorateRenameForm,
    ServiceChangeForm,
    ServiceCloseForm,
    ServiceMoveForm,
    ServiceOpenForm,
)
from organisation.forms.places import AreaForm, BringBackForm, PutAwayForm, VenueForm
from organisation.forms.posts import PostAddForm, PostEndForm
from organisation.forms.words import KindAddForm, WordAddForm, WordChangeForm, WordPlaceForm

__all__ = [
    "AreaForm",
    "BringBackForm",
    "DirectorateCloseForm",
    "DirectorateOpenForm",
    "DirectorateRenameForm",
    "KindAddForm",
    "PostAddForm",
    "PostEndForm",
    "PutAwayForm",
    "ServiceChangeForm",
    "ServiceCloseForm",
    "ServiceMoveForm",
    "ServiceOpenForm",
    "VenueForm",
    "WordAddForm",
    "WordChangeForm",
    "WordPlaceForm",
]
