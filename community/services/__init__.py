"""Every write about people and partners, by noun."""
