"""What pages and letters say, row by row, in words, by noun."""
