"""Marking: the gradebook, work that waits for a person, what the marks say.

area             the blueprint
gradebook_views  a class's students by items, with gradebook_asked (what the address asks),
                 gradebook_table (the rows as values) and gradebook_html (the table, kept short)
cell_views       one student's work on one exercise and her mark, with cell_page
by_hand_views    answers that wait for a person, one after another, with by_hand_page (what they
                 show) and by_hand_form (what is sent)
forms            the forms of these pages
analysis_views   how questions and tests work, with analysis_words; the list of what else there is
alike_views      works of one exercise in pairs, side by side
export_views     marks as files for Moodle and nbgrader, with marks_tables (their rows)
feedback_views   a page to print for each student, with feedback (what it says)
"""

from app.web.mark import (  # noqa: F401
    alike_views,
    analysis_views,
    by_hand_views,
    cell_views,
    export_views,
    feedback_views,
    gradebook_views,
)
from app.web.mark.area import blueprint

__all__ = ["blueprint"]
