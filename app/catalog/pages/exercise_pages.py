"""Making one exercise's notebooks and page in a language."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.catalog.languages import direction
from app.catalog.markdown.highlight import highlight
from app.catalog.markdown.rendered import Html, Rendered
from app.catalog.markdown.rendering import render
from app.catalog.model import Exercise
from app.catalog.pages.links import ExerciseLinks
from app.catalog.pages.pages import CellView, ExercisePage
from app.catalog.translation.notebook_text import (
    notebook_texts,
    translate_notebook,
    translated_share,
    without_regions,
)
from app.catalog.translation.po_words import PoTexts
from app.catalog.translation.segments import Spliced, splice
from app.errors import N_, KisimaError
from app.notebooks import StubWords, label, read_notebook
from app.notebooks import release as released
from app.notebooks.cells import grade_id, is_grade, is_locked, is_solution, points
from app.notebooks.graded import title_and_hint, without_title_and_hint

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog

Notebook = dict[str, Any]


class ExerciseGone(KisimaError):
    """An exercise's notebook was there when the catalogue was loaded, and cannot be read now."""

    sentence = N_(
        "The notebook of this exercise (%(path)s) cannot be read. Please tell your teacher; after "
        "the file is mended, open the exercise again."
    )


def make_source(exercise: Exercise, code: str) -> Notebook:
    """The instructor's notebook with its texts in a language. Raises KisimaError."""
    source = _read(exercise)
    texts: Mapping[str, str] = {}
    if code != exercise.source_lang:
        po = exercise.words.read(code)
        texts = po.texts
        source = translate_notebook(source, texts.get, _older(exercise, po, source)).notebook
    plain = StubWords()
    words = StubWords(texts.get(plain.code, plain.code), texts.get(plain.text, plain.text))
    return label(
        source, exercise=exercise.id, lang=code, words=words, by_value=exercise.by_value or None
    )


def make_release(exercise: Exercise, code: str) -> Notebook:
    """The student's version in a language. Raises KisimaError for a notebook against the rules."""
    return released(make_source(exercise, code))


def make_exercise_page(
    catalog: "Catalog", exercise: Exercise, code: str, digest: str, words: Mapping[str, str]
) -> ExercisePage:
    """The page, made anew. Raises KisimaError."""
    release = catalog.release(exercise, code)
    originals = catalog.release(exercise, exercise.source_lang)
    in_source = code == exercise.source_lang
    source = _read(exercise)
    po = PoTexts() if in_source else exercise.words.read(code)
    older = _older(exercise, po, source)
    text_cells = _TextCells(catalog, exercise, code, words)
    views = []
    changed = 0
    pairs = zip(release["cells"], originals["cells"], strict=True)
    for number, (cell, original) in enumerate(pairs, start=1):
        html = ""
        if cell["cell_type"] == "markdown":
            spliced = splice(
                original["source"], without_regions(po.texts.get), without_regions(older)
            )
            fits = not in_source and spliced.text == cell["source"]
            html = text_cells.html(cell, number, spliced if fits else Spliced("", ()))
            changed += len(spliced.changed) if fits else 0
        elif cell["cell_type"] == "code" and is_locked(cell):
            html = highlight(without_title_and_hint(cell["source"]), "python")
        views.append(_view(cell, number, html))
    return ExercisePage(
        lang=code,
        dir=direction(code),
        title=exercise.title(code),
        cells=tuple(views),
        digest=digest,
        translated=1.0 if in_source else translated_share(source, po.texts),
        reviewed=exercise.words.reviewed(code, exercise.source_lang),
        changed=changed,
    )


def typed_cells(
    catalog: "Catalog", exercise: Exercise, notebook: Notebook, words: Mapping[str, str]
) -> tuple[CellView, ...]:
    """The cells that students would see of a notebook that is not saved. Raises NotebookError."""
    lang = exercise.source_lang
    release = released(label(notebook, exercise=exercise.id, lang=lang, words=StubWords()))
    text_cells = _TextCells(catalog, exercise, lang, words)
    views = []
    for number, cell in enumerate(release["cells"], start=1):
        html = ""
        if cell["cell_type"] == "markdown":
            html = text_cells.html(cell, number, Spliced("", ()))
        elif cell["cell_type"] == "code" and is_locked(cell):
            html = highlight(without_title_and_hint(cell["source"]), "python")
        views.append(_view(cell, number, html))
    return tuple(views)


class _TextCells:
    """Renders the Markdown cells of one page, on which every id may be there only once."""

    def __init__(
        self, catalog: "Catalog", exercise: Exercise, code: str, words: Mapping[str, str]
    ) -> None:
        self._catalog = catalog
        self._exercise = exercise
        self._code = code
        self._words = words
        self._taken: set[str] = set()

    def html(self, cell: Notebook, number: int, spliced: Spliced) -> str:
        """The HTML of the cell with this number; instructors' boxes and quizzes are left out."""
        rendered = self._render(cell, spliced, ())
        ids = [heading.id for heading in rendered.toc]
        if not self._taken.isdisjoint(ids):
            rendered = self._render(cell, spliced, [f"{id}-{number}" for id in ids])
        self._taken.update(heading.id for heading in rendered.toc)
        return "".join(part.html for part in rendered.parts if isinstance(part, Html))

    def _render(self, cell: Notebook, spliced: Spliced, ids: Sequence[str]) -> Rendered:
        return render(
            cell["source"],
            links=ExerciseLinks(self._catalog, self._exercise, cell.get("attachments", {})),
            lang=self._code,
            untranslated=spliced.untranslated,
            changed=spliced.changed,
            source_lang=self._exercise.source_lang,
            words=lambda word: self._words.get(word, word),
            heading_ids=ids,
        )


def _view(cell: Notebook, number: int, html: str) -> CellView:
    kind = cell["cell_type"]
    return CellView(
        id=str(cell.get("id") or f"cell-{number}"),
        kind=kind if kind in ("markdown", "code") else "raw",
        html=html,
        source=cell["source"],
        locked=is_locked(cell),
        grade_id=grade_id(cell),
        points=points(cell) if is_grade(cell) else 0.0,
        title=title_and_hint(cell["source"])[0],
        solution=is_solution(cell),
    )


def _older(exercise: Exercise, po: PoTexts, source: Notebook) -> Callable[[str], str | None]:
    """What gives the translation of what a text of this exercise was before."""
    known = {text.text for text in notebook_texts(source)}
    return po.older_texts(known, f"{exercise.slug}/exercise.ipynb")


def _read(exercise: Exercise) -> Notebook:
    try:
        return read_notebook(exercise.path.read_bytes())
    except OSError:
        raise ExerciseGone(path=exercise.path.as_posix()) from None
