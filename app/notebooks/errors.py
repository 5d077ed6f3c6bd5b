"""What can be wrong with a notebook, each with the sentence that says what to do."""

from app.errors import N_, KisimaError


class NotebookError(KisimaError):
    """A notebook that cannot be used as it is."""

    sentence = N_("This notebook cannot be used. Download the exercise again and copy your work.")


class NotebookTooLarge(NotebookError):
    """The file is longer than the limit. Values: megabytes, limit (both whole numbers)."""

    sentence = N_(
        "This file has %(megabytes)s MB; a notebook may have %(limit)s MB. Clear its outputs in "
        "Jupyter (Edit, Clear Outputs of All Cells), save it and send it again."
    )


class BadEncoding(NotebookError):
    """The bytes are not UTF-8."""

    sentence = N_(
        "This file is not text in UTF-8, so it is not a notebook. Choose the file whose name ends "
        "in .ipynb."
    )


class NotJson(NotebookError):
    """The text is not JSON. Value: line."""

    sentence = N_(
        "This file is not a notebook, or a part of it is missing (line %(line)s). Download it "
        "from Jupyter again and send it once more."
    )


class TooDeep(NotebookError):
    """The JSON is nested deeper than any notebook is."""

    sentence = N_(
        "This file is nested too deeply to be a notebook. Download it from Jupyter again and send "
        "it once more."
    )


class NotANotebook(NotebookError):
    """JSON, but not a notebook."""

    sentence = N_(
        "This file can be read, but it is not a notebook. Choose the file whose name ends "
        "in .ipynb."
    )


class BadCell(NotebookError):
    """A cell is damaged. Value: number, counted from 1."""

    sentence = N_(
        "Cell %(number)s of this notebook is damaged. Open the notebook in Jupyter, save it and "
        "send it again."
    )


class NotebookTooNew(NotebookError):
    """A newer major version of the notebook format. Values: version, newest."""

    sentence = N_(
        "This notebook is in format %(version)s, which is newer than format %(newest)s. In "
        "Jupyter, save it in format %(newest)s and send it again."
    )


class SchemaTooNew(NotebookError):
    """nbgrader metadata of a newer schema. Values: version, newest, number."""

    sentence = N_(
        "Cell %(number)s has nbgrader metadata of schema version %(version)s, which is newer than "
        "version %(newest)s. Update Kisima, or save the notebook with nbgrader 0.9."
    )


class BadMetadata(NotebookError):
    """nbgrader metadata that cannot be right. Values: number, problem."""

    sentence = N_(
        "Cell %(number)s has nbgrader metadata that cannot be used: %(problem)s. Set the cell's "
        "type, id and points again in nbgrader's Create Assignment view."
    )


class DuplicateId(NotebookError):
    """Two cells of a source have one grade_id. Values: grade_id, first, number."""

    sentence = N_(
        "Cells %(first)s and %(number)s have the same id, “%(grade_id)s”. Give one of them "
        "another id."
    )


class UnclosedRegion(NotebookError):
    """A region begins and never ends. Values: region, number, line."""

    sentence = N_(
        "In cell %(number)s, “### BEGIN %(region)s” on line %(line)s has no “### END %(region)s”. "
        "Add it where the region ends."
    )


class NestedRegion(NotebookError):
    """A region begins inside itself. Values: region, number, line."""

    sentence = N_(
        "In cell %(number)s, line %(line)s begins “%(region)s” again before it has ended. Add the "
        "missing “### END %(region)s”."
    )


class UnopenedRegion(NotebookError):
    """A region ends that never began. Values: region, number, line."""

    sentence = N_(
        "In cell %(number)s, “### END %(region)s” on line %(line)s has no “### BEGIN %(region)s” "
        "before it. Add it where the region begins."
    )


class RegionInWrongCell(NotebookError):
    """A region in a cell of a kind that may not have it. Values: region, number, line."""

    sentence = N_(
        "Line %(line)s of cell %(number)s begins “%(region)s”, but the cell is of another kind. "
        "Solutions belong in answer cells, hidden tests in test cells, mark schemes in task cells."
    )


class AutotestLeft(NotebookError):
    """A line that asks for tests is still there. Values: number, line."""

    sentence = N_(
        "Line %(line)s of cell %(number)s asks for tests with “AUTOTEST”, which are not made yet. "
        "Run `kisima release --instructor SOURCE OUT` and use the notebook that it writes."
    )


class WrongLanguage(NotebookError):
    """A notebook for another programming language than Python. Value: language."""

    sentence = N_(
        "This notebook is written for %(language)s. Kisima runs Python; choose a Python kernel "
        "for the notebook and save it again."
    )


class OtherExercise(NotebookError):
    """A student's notebook belongs to another exercise."""

    sentence = N_(
        "This notebook belongs to another exercise. Open that exercise and send the notebook "
        "there, or download this exercise and work in the new file."
    )


class CellsMissing(NotebookError):
    """None of the exercise's answer cells is in the student's notebook."""

    sentence = N_(
        "The cells of this exercise are not in this notebook. Download the exercise again and "
        "copy your work into its cells."
    )
