"""What can be learned: files become courses, lessons, quizzes and exercises.

Here: what there is, read from folders without rendering (`load_catalog`). In packages: `checks`
says what is wrong, `pages` makes lessons and exercises ready to be shown, `translation` takes
texts out and puts them back, `markdown` renders and knows no courses.
"""

from app.catalog.catalog import Catalog
from app.catalog.loading import load_catalog

__all__ = ["Catalog", "load_catalog"]
