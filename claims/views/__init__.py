"""Pages of claims and of the policy."""
