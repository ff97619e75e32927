"""Forms of claims and of the policy."""
