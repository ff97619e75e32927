"""What pages of the engagement log say, row by row, in words."""
