"""What a list of people who take part may hold, and how it comes in."""
