"""The same numbers as the pictures, as tables, sentences and files."""
