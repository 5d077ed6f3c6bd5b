"""The instructors' pages: classes, who is in them, how far everyone is, marks, submissions.

area          the blueprint, and who may open what
class_views   making a class, its grid, its marks as a file
people_views  who is in a class: adding, enrolling by code, new PINs
now_views     the class now, with now_places, now_state (its values) and now_changes
work_views    a student's submissions
assigning_views what a class is assigned, with assigning_choices and assigning_forms
assessment_views a class's start quizzes and finals, with assessment_rows and assessment_answers
assessment_paper_views a final on paper, with assessment_paper
final_words   what finals are called in tables
regrade_views an exercise tested again for a class
roster_views  people from a list, with roster_words and roster_running (what goes on behind)
cards_views   login cards to print, with cards (the sheet)
moving_views  chosen students: new PINs, another class, suspended; one student's names
merging_views two accounts of one student made one, with merging_words and look_alikes
staff_views   the administrator's page of instructors
consent_views who of a class agreed that her progress leaves the school, with consent_words
erasing_views a person's records erased for ever
sync_views    progress on its way, with sync_words and errands (what a child process does)
stick_views   the same by USB stick
leaving_views what exactly leaves the school, and what has left
machine_views the administrator's page of the computer, with machine_state and machine_words
grid          the class at a glance, as a table
marks         the marks as CSV
once          forms that count once
"""

from app.web.teach import (  # noqa: F401
    assessment_paper_views,
    assessment_views,
    assigning_views,
    cards_views,
    class_views,
    consent_views,
    erasing_views,
    leaving_views,
    machine_views,
    merging_views,
    moving_views,
    now_views,
    people_views,
    regrade_views,
    roster_views,
    staff_views,
    stick_views,
    sync_views,
    work_views,
)
from app.web.teach.area import blueprint

__all__ = ["blueprint"]
