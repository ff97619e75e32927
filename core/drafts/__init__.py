"""Kept drafts: what a person has typed and not yet saved, offered again after a crash."""
