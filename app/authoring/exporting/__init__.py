"""Lessons and exercises for other systems.

lesson_questions   the questions of a lesson's text, as their Markdown
gift               those as Moodle GIFT
nbgrader_source    exercises as a source folder of nbgrader
"""
