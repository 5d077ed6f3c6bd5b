"""Marking: the gradebook, work that waits for a person, what the marks say.

area             the blueprint
gradebook_views  a class's students by items, with gradebook_asked (what the address asks),
                 gradebook_table (the rows as values) and gradebook_html (the table, kept short)
cell_views       one student's work on one exercise and her mark, with cell_page
forms            the forms of these pages
"""

from app.web.mark import (  # noqa: F401
    cell_views,
    gradebook_views,
)
from app.web.mark.area import blueprint

__all__ = ["blueprint"]
