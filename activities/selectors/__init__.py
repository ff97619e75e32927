"""Reads of the engagement log."""
