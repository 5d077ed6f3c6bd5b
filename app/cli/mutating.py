"""What `kisima check --mutate` says of the lines of a solution."""

from collections.abc import Iterator

from app.catalog import Catalog
from app.catalog.checks.exercise_checks import cell_lines
from app.catalog.findings import Finding
from app.catalog.model import Exercise
from app.catalog.wordings import Wording
from app.kernels import Engine, Limits

_NOTHING = Wording(
    "No change of this line loses points: line %(line)s of the answer “%(cell)s”, `%(text)s`.",
    "Test what the line does, or take it out. If it is there for speed, for words or for safety, "
    "say so under `excused` in exercise.yaml.",
)
_SOME = Wording(
    "Some changes of line %(line)s of the answer “%(cell)s”, `%(text)s`, lose no points: "
    "%(changes)s.",
    "Look whether a student could mean that, and test it if so.",
    "warning",
)
_UNUSED = Wording(
    "A line of the answer “%(cell)s” is excused without need: `%(text)s`.",
    "Take it out of `excused`: its changes lose points, or the solution has no such line.",
)


def mutation_findings(catalog: Catalog, exercise: Exercise, engine: Engine) -> Iterator[Finding]:
    """Findings from grading the exercise's solution with each line changed in every way, in the
    language it is written in. Raises KisimaError."""
    from app.grading.mutation_check import check_mutations, unused_excuses

    source = catalog.source(exercise, exercise.source_lang)
    places = cell_lines(exercise.path, len(source["cells"]))
    rows = []
    for row in check_mutations(
        source,
        engine=engine,
        limits=catalog.limits(exercise, Limits()),
        files=exercise.files,
        excused=exercise.excused,
        every=True,
    ):
        rows.append(row)
        if row.survived and not row.excuse:
            words = _SOME if row.caught else _NOTHING
            values = {
                "line": row.line,
                "cell": row.cell,
                "text": row.text,
                "changes": ", ".join(row.survived),
            }
            id = "mutants-survive" if row.caught else "line-not-tested"
            yield Finding(exercise.path, places[row.number - 1], id, values, words)
    for cell, text in unused_excuses(exercise.excused, rows) if rows else ():
        values = {"cell": cell, "text": text}
        yield Finding(exercise.folder / "exercise.yaml", 1, "excuse-unused", values, _UNUSED)
