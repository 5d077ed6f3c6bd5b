"""How far everyone is: what was read, answered, drafted, handed in, graded and marked.

Each function that changes something is one transaction: the state and its event together.

learning      lesson_read(account_id, course_id, lesson_id)
              quiz_answered(account_id, course_id, lesson_id, question_id, given, right)
              quiz_states(account_id, lesson_id) -> {question_id: Answered}
overview      overview(account_id) -> Overview   (three small queries; what home and course show)
milestones    goal_of(course, catalog, pass_share) -> Goal;  reach: "passed" and "completed"
drafts        draft(account_id, exercise_id) -> Draft | None
              save_draft(account_id, exercise_id, notebook, base_revision) -> Draft
              replace_draft(account_id, exercise_id, notebook, reason) -> Draft  (old one kept)
              versions(account_id, exercise_id) -> list[Version]
              restore_version(account_id, exercise_id, version_id) -> Draft
submissions   submit(account_id, course_id, exercise_id, notebook, key=, …) -> Submission
              submission(public_id) -> Submission;  handed_in_notebook(submission) -> dict
              history(account_id, exercise_id) -> list[Submission]
              result(submission) -> Grade | None;  executed_notebook(submission) -> dict | None
              attempts(submission) -> list[Attempt]   (the present grading and earlier ones)
standing      standing(submission) -> Standing(before, seconds)   (her place, and how long)
queue         lease, renew, finish, give_back, waiting   (what a grader does)
regrading     start(by, class_id, exercise_id) -> Regrading;  latest;  changes
parked        workload() -> Workload;  parked() -> list[Parked];  try_parked_again(by, public_id)
flagged       flagged_in_class(class_id), flagged_of(submissions)   (what asks for a look)
gradebook     class_grid(class_id) -> a GridRow for each student
completion    the rules: when a lesson is done, how far a course is
"""
