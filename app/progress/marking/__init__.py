"""Marks: what the grader gave, what people gave, and what becomes of both.

rules       mark(handed, …) -> Mark;  seen_by_student: the rules, without the store
late        LateRule, Due: what handing in late costs
due         when the work of a class or of one student is due
marks       marks_of_class(class_id, exercises), mark_of(account_id, exercise, class_id),
            seen_marks(account_id, exercises): the marks as they are stored
item        Item, item_of(exercise, course, catalog, pass_share): what a change has to know
manual      cells_by_hand(submission), give(by, submission, cell, points, comment, item),
            waiting(class_id, exercise_id), waiting_counts(class_id)
overriding  override, exempt, take_back: each with a reason
releasing   release, withhold, set_held: what a class is shown;  release_of
history     changes(account_id, exercise_id): who changed a mark, append-only
comments    a person's saved comments
"""
