"""What can be learned: files become courses, lessons, quizzes and exercises.

`load_catalog` reads the folders; `app.catalog.checking.check` says what is wrong with them.
"""

from app.catalog.catalog import Catalog
from app.catalog.loading import load_catalog

__all__ = ["Catalog", "load_catalog"]
