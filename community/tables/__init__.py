"""Lists about people and partners, by noun."""
