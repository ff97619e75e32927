"""Directorates, services and posts of staff as files tell of them: read and checked row by row."""
