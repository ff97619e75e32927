"""The lists of claims and payments."""
