"""Lessons and exercises made ready to be shown, from the cache or anew."""
