"""Start quizzes and final assessments: drawn for each student from a course's bank of questions.

drawing    draw(...) -> Drawn: which questions, and in which order they and their options stand
resits     next_step(...) -> NextStep, by_lesson: what may be sat when; plain functions
reading    Sitting, Given; sitting, sittings_of, sittings_of_class: what was sat
sittings   begin, keep, hand_in, paper
results    finals_of_class: what came out, without answers
standing   standing, class_standing: how students stand;  passing: finals_passed
allowing   allow: one more final, or sooner, by an instructor
errors     the named errors;  models: the tables
"""
