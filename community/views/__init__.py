"""Pages about people and partners, by noun."""
