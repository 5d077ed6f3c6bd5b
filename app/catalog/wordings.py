"""The sentence and the cure of each kind of finding, by its id, as gettext msgids."""

from dataclasses import dataclass
from typing import Literal

from app.errors import N_

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Wording:
    """The sentence and the cure of one kind of finding, as gettext msgids."""

    sentence: str
    cure: str
    severity: Severity = "error"


WORDINGS: dict[str, Wording] = {
    "unreadable": Wording(
        N_("This file cannot be read: %(reason)s."),
        N_("Check that the file exists and that you may read it."),
    ),
    "bad-encoding": Wording(
        N_("This line is not UTF-8 text."),
        N_("Save the file again with the encoding UTF-8."),
    ),
    "bad-yaml": Wording(
        N_("The settings here cannot be read: %(reason)s."),
        N_("Write `name: value` lines; put a text with a colon in it between quotes."),
    ),
    "wrong-value": Wording(
        N_("`%(key)s` has a value that cannot be used: %(value)s."),
        N_("Write %(expected)s."),
    ),
    "unknown-key": Wording(
        N_("`%(key)s` is not a setting that Kisima knows."),
        N_("Check its spelling, or take it out."),
        "warning",
    ),
    "missing-title": Wording(
        N_("There is no title."),
        N_("Add a line such as `title: Rules versus learning`."),
    ),
    "missing-id": Wording(
        N_("There is no id."),
        N_("Run `kisima check --fix`, which writes one."),
        "warning",
    ),
    "bad-id": Wording(
        N_("The id `%(value)s` cannot be used."),
        N_("Use small letters a to z, digits and hyphens, at most 64 of them."),
    ),
    "duplicate-id": Wording(
        N_("The id `%(value)s` is already taken by %(other)s."),
        N_("Give this one another id; keep the older one as it is."),
    ),
    "bad-folder-name": Wording(
        N_("The folder name `%(name)s` cannot stand in an address."),
        N_("Use letters a to z, digits, hyphens and full stops only."),
    ),
    "taken-folder-name": Wording(
        N_("`%(name)s` is the address of a page of the course, so nobody can open this lesson."),
        N_("Give the lesson's folder another name, such as `01-%(name)s`."),
    ),
    "duplicate-slug": Wording(
        N_("A folder named `%(name)s` was already read from %(other)s."),
        N_("Give one of the two another name."),
    ),
    "lesson-not-listed": Wording(
        N_("The lesson `%(name)s` is not in the list of course.yaml, so nobody sees it."),
        N_("Add `- %(name)s` under `lessons:`, or remove the folder."),
        "warning",
    ),
    "lesson-absent": Wording(
        N_("The lesson `%(name)s` is listed, but there is no %(name)s/lesson.md."),
        N_("Create that file, or take the lesson from the list."),
    ),
    "lesson-twice": Wording(
        N_("The lesson `%(name)s` is listed twice."),
        N_("Remove one of the two lines."),
    ),
    "competency-unknown": Wording(
        N_("There is no competency `%(code)s` in UNESCO's framework for students."),
        N_("Take a code from docs/competencies.md, or write one of another with a letter in it."),
        "warning",
    ),
    "no-lessons": Wording(
        N_("This course has no lesson that can be read."),
        N_("Add a folder such as `01-first-steps` with a lesson.md in it."),
        "warning",
    ),
    "unknown-exercise": Wording(
        N_("There is no exercise named `%(name)s`."),
        N_("Check the name against the folders in exercises/."),
    ),
    "bank-lesson": Wording(
        N_("There is no lesson `%(name)s` that these questions could belong to."),
        N_("Name the file after the lesson's folder, or list the lesson in course.yaml."),
    ),
    "bank-duplicate-id": Wording(
        N_("The question `%(name)s` has the id of a question in %(other)s, so it is left out."),
        N_("Give it an id of its own; keep the older one as it is."),
    ),
    "bank-small": Wording(
        N_("The final assessment has %(found)s questions to draw from, and needs %(wanted)s."),
        N_("Write more of them in questions/, so that students get different ones."),
        "warning",
    ),
    "bank-small-start": Wording(
        N_("The start quiz has %(found)s questions to draw from, and needs %(wanted)s."),
        N_("Write `use=start` or `use=both` behind the id of some questions in questions/."),
        "warning",
    ),
    "bank-lesson-thin": Wording(
        N_("questions/%(name)s.md has %(found)s questions for the final, and needs %(wanted)s."),
        N_("Write more of them, so that each lesson has its part in the assessment."),
        "warning",
    ),
    "bank-no-feedback": Wording(
        N_("The question `%(name)s` does not say why each of its answers is right or wrong."),
        N_("Write a line with > under each option, or under the answer."),
        "warning",
    ),
    "figure-too-large": Wording(
        N_("The figure %(name)s has %(size)s kB, more than 15 kB."),
        N_("Simplify the drawing, or save it without the editor's own data."),
        "warning",
    ),
    "no-notebook": Wording(
        N_("There is no exercise.ipynb in this folder."),
        N_("Save the instructor's notebook under that name."),
    ),
    "bad-notebook": Wording(
        N_("This notebook cannot be read: %(reason)s"),
        N_("Open it in Jupyter and save it again."),
    ),
    "missing-grade-id": Wording(
        N_("Cell %(cell)s is graded or a solution, but has no grade_id."),
        N_("Give it a grade_id in Jupyter's cell metadata."),
    ),
    "duplicate-grade-id": Wording(
        N_("Cell %(cell)s has the grade_id `%(value)s` of an earlier cell."),
        N_("Give it a grade_id of its own."),
    ),
    "no-points": Wording(
        N_("No cell of this exercise gives points."),
        N_("Mark at least one test cell as graded, with points above 0."),
    ),
    "data-absent": Wording(
        N_("The data file `%(name)s` is not in data/."),
        N_("Put the file there, or take it from exercise.yaml."),
    ),
    "data-large": Wording(
        N_("The data file `%(file)s` has %(size)s kB, more than 200 kB."),
        N_("Leave out rows or columns that the exercise does not need."),
        "warning",
    ),
    "data-sheet-file": Wording(
        N_("The data sheet names `%(file)s`, which is not in data/."),
        N_("Check the spelling of the file's name, or take it out."),
    ),
    "data-sheet-value": Wording(
        N_("The data sheet of `%(file)s` has a line that cannot be used: %(value)s."),
        N_(
            "Write title, origin, licence, rows and columns, with lines such as "
            "`price: {meaning: price for one unit, type: number, unit: sol}` under columns."
        ),
    ),
    "data-sheet-lacks": Wording(
        N_("The data sheet of `%(file)s` does not say all that it should: %(keys)s."),
        N_("Say who made the data, what others may do with it, and what each column means."),
        "warning",
    ),
    "data-sheet-columns": Wording(
        N_("The data sheet of `%(file)s` and the file have not the same columns: %(columns)s."),
        N_("Write the columns as the first line of the file has them, in the same order."),
    ),
    "data-sheet-rows": Wording(
        N_("The data sheet says that `%(file)s` has %(said)s rows, and it has %(found)s."),
        N_("Count the rows without the first line, which names the columns."),
    ),
    "wrong-absent": Wording(
        N_("The wrong answer `%(name)s` is not in wrong/."),
        N_("Put the notebook there, or take it from exercise.yaml."),
    ),
    "wrong-no-test": Wording(
        N_("The wrong answer `%(name)s` is to lose points in `%(test)s`, which is no test."),
        N_("Write the name of a test cell of this exercise; check its spelling."),
    ),
    "excused-cell": Wording(
        N_("Lines of the cell `%(cell)s` are excused, which students write no code in."),
        N_("Write the name of an answer cell with code; check its spelling."),
    ),
    "rubric-cell": Wording(
        N_("The rubric names the cell `%(cell)s`, which no person marks."),
        N_("Write the name of a cell with points by hand; check its spelling."),
    ),
    "rubric-row": Wording(
        N_("The rubric of `%(cell)s` has a row that cannot be used: %(value)s."),
        N_("Write rows such as `- {text: Names the cause, points: 2}`."),
    ),
    "rubric-short": Wording(
        N_("The rubric of `%(cell)s` gives %(sum)s points at most, and the cell has %(most)s."),
        N_("Give the rows as many points as the cell has, or add a row."),
        "warning",
    ),
    "other-questions": Wording(
        N_("This translation does not ask the same questions as lesson.md."),
        N_("Give its quizzes the same ids in the same order; answers are kept under them."),
    ),
    "no-wrong-answers": Wording(
        N_("There is no wrong answer in wrong/, so nothing shows that the tests can fail."),
        N_("Add a notebook with a typical mistake to wrong/."),
        "warning",
    ),
    "po-syntax": Wording(
        N_("This translation file cannot be read: %(reason)s."),
        N_('Check the quotes on this line: each text stands between "…".'),
    ),
    "lost-placeholder": Wording(
        N_("The translation lost `%(placeholder)s`, so the source text is shown instead."),
        N_("Put `%(placeholder)s` into the translation, exactly as in the source."),
    ),
    "lost-link": Wording(
        N_("The translation lost the address or footnote `%(placeholder)s`."),
        N_("Put `%(placeholder)s` into the translation; only the words around it change."),
    ),
    "lost-code": Wording(
        N_("The translation lost the code %(placeholder)s, or changed it."),
        N_("Copy %(placeholder)s from the source; code is never translated."),
    ),
    "lost-formula": Wording(
        N_("The translation lost the formula `%(placeholder)s`, or changed it."),
        N_("Copy the formula from the source; only words in it may be translated."),
    ),
    "lost-boxes": Wording(
        N_("The translation has not as many boxes such as `%(placeholder)s` as the source."),
        N_("Keep every [ ] and [x] as it is in the source, and add none."),
    ),
    "leads-nowhere": Wording(
        N_("The translation leads to `%(path)s`, which is not there."),
        N_("Copy the address from the source."),
    ),
    "lost-headings": Wording(
        N_("The translation has %(found)s headings with %(marks)s, and its source %(wanted)s."),
        N_(
            "Translate the headings that are missing. A text of its own, a local case study say, "
            "may say `adapted: yes` in its front matter."
        ),
    ),
    "lost-code-blocks": Wording(
        N_("The translation has %(found)s blocks of code, and its source %(wanted)s."),
        N_(
            "Copy the blocks that are missing. A text of its own, a local case study say, may say "
            "`adapted: yes` in its front matter."
        ),
    ),
    "other-options": Wording(
        N_("The question `%(name)s` has %(found)s options here, and %(wanted)s in its source."),
        N_("Give it the same options in the same order; answers are counted by their place."),
    ),
    "other-answers": Wording(
        N_("The question `%(name)s` has other right answers here than in its source."),
        N_("Mark the same options with [x], and keep a number as a number."),
    ),
    "cell-not-translated": Wording(
        N_("With its translation, cell %(cell)s is no longer Python, so it stays untranslated."),
        N_("Look for quotes or backslashes in its translated texts."),
    ),
}
