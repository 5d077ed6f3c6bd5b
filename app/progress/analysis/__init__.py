"""What the work of a class says about its questions, and which works are alike.

items        figures(items, answers): how hard each question and test is, whom it tells apart
answers      answers_to_tests(class_id, exercise), first_tries(class_id, lesson_id)
alike        fingerprint(texts), pairs(works, given), shared_lines(…): what two have in common
handed_work  newest_work(class_id, exercise_id): the notebooks that are compared
results      present_grades(public_ids) and more, of many submissions at once

All of it is for a person to look at; nothing is kept on a student's record.
"""
