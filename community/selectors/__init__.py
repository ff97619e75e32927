"""Reads about people and partners, by noun."""
