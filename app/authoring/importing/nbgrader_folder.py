"""Source notebooks of nbgrader as exercises: each notebook is a folder of its own here."""

import posixpath
import re
from pathlib import Path

from app.authoring.importing.plan import Plan, PlannedExercise
from app.authoring.importing.problems import Problem, problem_of, taken_out
from app.authoring.intake.bare_drawings import clean_drawing_file
from app.authoring.intake.bare_notebooks import without_outputs
from app.authoring.intake.file_tree import FileTree
from app.authoring.naming import new_id, slug_of
from app.authoring.yaml_lines import yaml_text_of
from app.errors import N_, KisimaError
from app.notebooks import read_notebook, release, write_notebook
from app.notebooks.cells import Notebook, is_grade, is_marked, is_task, points

_LARGEST_NOTEBOOK = 20_000_000
_LARGEST_DATA = 20_000_000
_OTHERS = frozenset(("release", "submitted", "autograded", "feedback", "gradebook.db"))
_HEADING = re.compile(r"^ {0,3}#{1,3}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)

NO_MARKS = N_("No cell of this notebook is a solution or a test of nbgrader. It was left out.")
NOT_SOURCE = N_("Only the sources are taken in; “%(name)s” was left out.")
MOVED = N_("This file is `data/%(name)s` here; the notebook's code was changed accordingly.")
CODE_BESIDE = N_("This file of code beside the notebook was left out: put it into a cell.")
DATA_LEFT_OUT = N_("This file is too large, so it was left out.")
NOTHING = N_("There is no source notebook of nbgrader in it.")


def plan_nbgrader(tree: FileTree, staged: Path, taken: set[str]) -> Plan:
    """Write an exercise, a draft, for each source notebook; `taken` are the slugs here."""
    return _Import(tree, staged, taken).plan()


class _Import:
    def __init__(self, tree: FileTree, staged: Path, taken: set[str]) -> None:
        self._tree, self._staged = tree, staged
        self._taken = set(taken)
        self._problems: list[Problem] = []

    def plan(self) -> Plan:
        exercises: list[PlannedExercise] = []
        for folder, names in self._assignments().items():
            notebooks = [name for name in names if name.lower().endswith(".ipynb")]
            beside = [name for name in names if name not in notebooks]
            for name in notebooks:
                made = self._exercise(folder, name, beside, alone=len(notebooks) == 1)
                if made is not None:
                    exercises.append(made)
        if not exercises:
            self._problems.append(Problem(0, NOTHING))
        title = ", ".join(one.title for one in exercises[:3])
        return Plan(title, exercises=tuple(exercises), problems=tuple(self._problems))

    def _assignments(self) -> dict[str, list[str]]:
        """The files of each folder that has notebooks, those of its subfolders among them."""
        names = self._tree.names
        sources = [name for name in names if "source" in name.split("/")[:-1]]
        if sources:
            for name in names:
                if name not in sources and set(name.split("/")) & _OTHERS:
                    self._tell(name, NOT_SOURCE, name=name[:100])
        names = tuple(sources) or names
        folders = {posixpath.dirname(n) for n in names if n.lower().endswith(".ipynb")}
        tops = [one for one in folders if not any(_is_below(one, two) for two in folders)]
        return {top: [n for n in names if _is_below(n, top)] for top in sorted(tops)}

    def _exercise(
        self, folder: str, name: str, beside: list[str], *, alone: bool
    ) -> PlannedExercise | None:
        try:
            notebook = read_notebook(self._tree.read(name, _LARGEST_NOTEBOOK))
            if not any(is_marked(cell) for cell in notebook["cells"]):
                self._tell(name, NO_MARKS)
                return None
            release(notebook)
        except KisimaError as error:
            self._problems.append(Problem(0, error.sentence, error.values, True, name))
            return None
        stem = posixpath.basename(name)[: -len(".ipynb")]
        base = posixpath.basename(folder)
        slug = slug_of(base if alone and base else f"{base} {stem}", "exercise", self._taken)
        self._taken.add(slug)
        place = self._staged / "exercises" / slug
        place.mkdir(parents=True)
        files = self._data(folder, beside, place, notebook)
        (place / "exercise.ipynb").write_bytes(without_outputs(write_notebook(notebook)))
        title = _title(notebook) or stem.replace("_", " ")
        about = f"id: {new_id(slug)}\ntitle: {yaml_text_of(title)}\nstate: draft\n"
        (place / "exercise.yaml").write_bytes(about.encode("utf-8", "replace"))
        worth = sum(points(cell) for cell in notebook["cells"] if is_grade(cell) or is_task(cell))
        return PlannedExercise(slug, title, worth, files)

    def _data(self, folder: str, beside: list[str], place: Path, notebook: Notebook) -> int:
        """Put what lies beside a notebook into the exercise's data/; how many files that are."""
        count = 0
        for name in beside:
            inside = name[len(folder) :].lstrip("/")
            if inside.lower().endswith((".py", ".md", ".html")):
                self._tell(name, CODE_BESIDE) if inside.lower().endswith(".py") else None
                continue
            if self._tree.size(name) > _LARGEST_DATA:
                self._tell(name, DATA_LEFT_OUT)
                continue
            kept = inside.removeprefix("data/")
            target = place / "data" / kept
            target.parent.mkdir(parents=True, exist_ok=True)
            self._tree.copy(name, target)
            if not self._is_harmless(name, target):
                continue
            count += 1
            if kept == inside and _opens(notebook, inside):
                self._problems.append(Problem(0, MOVED, {"name": kept}, False, name))
        return count

    def _is_harmless(self, name: str, path: Path) -> bool:
        """Clean a drawing; False where nobody can read it, and it is gone again."""
        if path.suffix.lower() != ".svg":
            return True
        try:
            left_out = clean_drawing_file(path)
        except KisimaError as error:
            path.unlink()
            self._problems.append(problem_of(error, name))
            return False
        if left_out:
            self._problems.append(taken_out(left_out, name))
        return True

    def _tell(self, file: str, sentence: str, **values: str) -> None:
        self._problems.append(Problem(0, sentence, values, True, file))


def _is_below(name: str, folder: str) -> bool:
    return (not folder and bool(name)) or name.startswith(f"{folder}/")


def _opens(notebook: Notebook, name: str) -> bool:
    """Lead the code's file names into data/; whether there were any."""
    found = False
    pattern = re.compile(rf"""(["'])(?:\./)?{re.escape(name)}\1""")
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and pattern.search(cell["source"]):
            cell["source"] = pattern.sub(rf"\1data/{name}\1", cell["source"])
            found = True
    return found


def _title(notebook: Notebook) -> str:
    """The first heading of the notebook's texts."""
    for cell in notebook["cells"]:
        heading = _HEADING.search(cell["source"]) if cell["cell_type"] == "markdown" else None
        if heading:
            return " ".join(re.sub(r"[*_`]", "", heading[1]).split())[:200]
    return ""
