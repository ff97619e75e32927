"""Forms of the engagement log."""
