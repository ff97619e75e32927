"""The pictures of the engagement log: pure functions from an onion to SVG."""

from activities.charts.picture import onion_picture
from activities.charts.sayings import both, described
from activities.charts.sheet import NARROW, WIDE, Link, Look, no_link

__all__ = ["NARROW", "WIDE", "Link", "Look", "both", "described", "no_link", "onion_picture"]
