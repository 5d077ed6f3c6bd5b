"""Lessons and exercises for other systems.

lesson_questions   the questions of a lesson's text, as their Markdown
lesson_texts       the lessons of a course, for these
gift               those as Moodle GIFT
nbgrader_source    exercises as a source folder of nbgrader
"""
