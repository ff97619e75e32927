"""May they, and why not, by noun."""
