"""What instructors write: courses, lessons, exercises, imports and course packs.

area            the blueprint
places          what an address names
course_views    the courses, and one of them with its lessons; course_list gathers them
order_views     who sees what, and the order of lessons
deleting_views  deleting and bringing back, and copies whose original has moved on
editor_views    a lesson's editor, its preview, and what is typed and not saved
conflict        two people's texts, and a choice
version_views   a lesson's versions; version_pages what the versions of any file look like
picture_views   pictures that go into a lesson
typed_view      a text that is being typed, as a page with what is wrong in it
snippets        what the editor's buttons insert
import_views    files from elsewhere: looked at, then taken in; pack_views for course packs,
                import_words what is said of them
export_views    a course for other schools, Moodle and nbgrader
exercise_places what an address of an exercise names; exercise_*_views their list, cells, settings,
                wrong answers, checks and new originals
variant_views   a lesson written anew for a language
difference_view two texts beside each other
"""

from app.web.write import (  # noqa: F401
    course_views,
    deleting_views,
    editor_views,
    exercise_check_views,
    exercise_editor_views,
    exercise_list_views,
    exercise_original_views,
    exercise_settings_views,
    exercise_version_views,
    exercise_wrong_views,
    export_views,
    import_views,
    order_views,
    picture_views,
    variant_views,
    version_views,
)
from app.web.write.area import blueprint

__all__ = ["blueprint"]
