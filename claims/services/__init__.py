"""Every write of claims and of the policy."""
