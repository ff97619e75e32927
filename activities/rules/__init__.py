"""Who may change what in the engagement log, and why not."""
