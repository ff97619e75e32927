"""Every write of the engagement log."""
