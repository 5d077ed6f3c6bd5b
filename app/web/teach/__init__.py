"""The instructors' pages: classes, who is in them, how far everyone is, marks, submissions.

area          the blueprint, and who may open what
class_views   making a class, its grid, its marks as a file
people_views  who is in a class: adding, enrolling by code, new PINs
work_views    a student's submissions
regrade_views an exercise tested again for a class
staff_views   the administrator's page of instructors
machine_views the administrator's page of the computer, with machine_state and machine_words
grid          the class at a glance, as a table
marks         the marks as CSV
once          forms that count once
"""

from app.web.teach import (  # noqa: F401
    class_views,
    machine_views,
    people_views,
    regrade_views,
    staff_views,
    work_views,
)
from app.web.teach.area import blueprint

__all__ = ["blueprint"]
