"""The notebook page: working on an exercise, running code, handing in and seeing the result.

area       the blueprint, and who may open which exercise
sheet      the cells as a student sees them, and what she typed back into a notebook
students_sheet  the same for one student's draft, or the release
posted     the notebook's form, read and saved
drafts     views: the page, save, reset, start over, upload, download, earlier versions
running    views: run, poll, stop, restart
hand_ins   views: hand in, the result, the notebook that was handed in
wording    results and states in words
"""

from app.web.practice.views import blueprint

__all__ = ["blueprint"]
