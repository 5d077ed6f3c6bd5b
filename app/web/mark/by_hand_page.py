"""The page of one answer that a person marks, and the list of all answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.people import accounts
from app.people.models import SchoolClass
from app.progress import submissions
from app.progress.drafts import Draft
from app.progress.marking import comments
from app.progress.marking.item import Item, item_of
from app.progress.marking.manual import CellByHand, cells_by_hand
from app.progress.marking.pieces import Piece, next_waiting, pieces
from app.progress.marking.releasing import release_of
from app.progress.submissions import Submission
from app.web.languages import language
from app.web.mark.by_hand_form import Typed, beginning, choices, quick_words
from app.web.practice.area import Place
from app.web.practice.sheet import Slot
from app.web.practice.students_sheet import Sheet, sheet_of
from app.web.practice.submitted import ShownCell, shown_cells
from app.web.practice.titles_of_tests import called, titles_for, titles_of_tests
from app.web.practice.wording import shown_rows, test_view
from app.web.services import services


@dataclass(frozen=True)
class Desk:
    """The answers of a class to an exercise, as one person marks them."""

    school_class: SchoolClass
    place: Place
    anonymous: bool
    pieces: list[Piece]
    titles: Mapping[str, str]  # of the exercise's cells, in the reader's language

    @property
    def item(self) -> Item:
        """What giving points has to know."""
        parts = services()
        return item_of(self.place.exercise, parts.catalog, parts.pass_share)

    @property
    def done(self) -> int:
        """How many answers have points."""
        return sum(piece.done for piece in self.pieces)

    @property
    def waiting(self) -> int:
        """How many answers wait."""
        return sum(piece.cell.waits for piece in self.pieces)

    def address(self, piece: Piece | None = None, **more: Any) -> str:
        """The address of an answer's page, or of the exercise's."""
        if piece is not None:
            more |= {"work": piece.public_id, "cell": piece.cell.cell}
        if self.anonymous:
            more["anonymous"] = 1
        slug = self.place.exercise.slug
        return url_for("mark.by_hand", class_id=self.school_class.id, slug=slug, **more)

    def next_address(self, after: tuple[str, str] | None = None) -> str:
        """Where to go on: the next answer that waits, or the list where none does."""
        following = next_waiting(self.pieces, after)
        return self.address(following) if following else self.address(all=1)

    def name(self, piece: Piece) -> str:
        """Whose answer it is, or its number where names are hidden."""
        return _("Answer %(number)s", number=piece.place) if self.anonymous else piece.full_name

    def question(self, piece: Piece) -> str:
        """What the question of an answer is called."""
        return called(piece.cell.cell, piece.cell.title, self.titles)


def desk_of(school_class: SchoolClass, place: Place, anonymous: bool) -> Desk:
    """The answers as they stand now."""
    found = pieces(school_class.id, place.exercise.id, anonymous=anonymous)
    titles = titles_of_tests(services().catalog, place.exercise, language())
    return Desk(school_class, place, anonymous, found, titles)


def piece_page(
    desk: Desk,
    piece: Piece,
    typed: Typed | None = None,
    problem: str = "",
    theirs: CellByHand | None = None,
) -> str:
    """The page of one answer. `typed` is put back where something has to be put right, `theirs` is
    what a colleague has given meanwhile."""
    of = submissions.submission(piece.public_id)
    typed = typed or beginning(piece.cell)
    at = next((at for at, one in enumerate(desk.pieces) if one.key == piece.key), None)
    grade = submissions.result(of)
    given = {one.cell: one for one in cells_by_hand(of, grade)}
    exercise, lang = desk.place.exercise, language()
    titles = titles_for(grade, services().catalog, exercise, lang)
    views = [
        (one, test_view(one, number, given.get(one.grade_id), exercise, lang, titles))
        for number, one in enumerate(grade.cells if grade else (), 1)
    ]
    return render_template(
        "mark/by_hand.html",
        desk=desk,
        school_class=desk.school_class,
        place=desk.place,
        piece=piece,
        of=of,
        older=at is None,
        before=desk.pieces[at - 1] if at else None,
        following=desk.pieces[at + 1] if at is not None and at + 1 < len(desk.pieces) else None,
        answer=_answer(desk.place, of, piece.cell.cell),
        tests=[view for one, view in views if not one.by_hand],
        typed=typed,
        choices=choices(exercise, piece.cell, typed, language()),
        their_rows=shown_rows(theirs.rows, exercise, language()) if theirs else (),
        quick=quick_words(piece.cell.most),
        saved=comments.saved(current_user, exercise.id),
        problem=problem,
        theirs=theirs,
        their_name=_who(theirs or piece.cell),
        release=release_of(desk.school_class.id, exercise.id),
        lang=language(),
    )


def list_page(desk: Desk) -> str:
    """All answers of the class, question by question, and whether students see their points."""
    questions: dict[str, list[Piece]] = {}
    for piece in desk.pieces:
        questions.setdefault(piece.cell.cell, []).append(piece)
    return render_template(
        "mark/by_hand_list.html",
        desk=desk,
        school_class=desk.school_class,
        place=desk.place,
        questions=list(questions.values()),
        release=release_of(desk.school_class.id, desk.place.exercise.id),
        lang=language(),
    )


@dataclass(frozen=True)
class Answer:
    """What a page shows beside the form: the question's text as HTML, the answer (None for a task,
    which may be done anywhere), everything else that was handed in, and the model solution."""

    question: str
    cell: ShownCell | None
    others: Sequence[ShownCell]
    solution: str
    solution_is_code: bool


def _answer(place: Place, of: Submission, name: str) -> Answer:
    sheet = sheet_of(place, Draft(0, submissions.handed_in_notebook(of), 0))
    shown = shown_cells(sheet.slots, submissions.executed_notebook(of))
    page = services().catalog.exercise_page(place.exercise, place.lang)
    id = next((cell.id for cell in page.cells if cell.grade_id == name), "")
    model = next(
        (
            cell
            for cell in services().catalog.source(place.exercise, place.lang)["cells"]
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == name
        ),
        None,
    )
    return Answer(
        question=_question(sheet, id),
        cell=next((one for one in shown if one.slot.id == id), None),
        others=[one for one in shown if one.slot.id != id],
        solution=model["source"].strip() if model else "",
        solution_is_code=model is not None and model["cell_type"] == "code",
    )


def _question(sheet: Sheet, id: str) -> str:
    """The text that stands before a cell; a task's own text."""
    before: Slot | None = None
    for slot in sheet.slots:
        if slot.id == id:
            return slot.html if slot.kind == "text" else before.html if before else ""
        if slot.kind == "text":
            before = slot
    return ""


def _who(cell: CellByHand) -> str:
    return accounts.account(cell.by_id).full_name if cell.by_id else ""
