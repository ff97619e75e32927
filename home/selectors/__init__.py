"""What the start pages show, and what the search finds."""

from home.selectors.search import LONGEST_SEARCH, search_of
from home.selectors.start import planned_and_past, start_of

__all__ = ["LONGEST_SEARCH", "planned_and_past", "search_of", "start_of"]
