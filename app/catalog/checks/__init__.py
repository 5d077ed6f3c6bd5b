"""What is wrong with courses, lessons, exercises and translations, and how to mend it."""
