"""Whether the portal works: for supervisors, for administrators, and for `manage.py doctor`."""
