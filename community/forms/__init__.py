"""Forms about people and partners, by noun."""
