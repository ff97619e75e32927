"""Reads of claims and of the policy."""
