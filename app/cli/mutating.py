"""What `kisima check --mutate` says of the lines of a solution."""

from collections.abc import Collection, Iterator

from app.catalog import Catalog
from app.catalog.checks.exercise_checks import cell_lines
from app.catalog.findings import Finding
from app.catalog.languages import in_order
from app.catalog.model import Exercise
from app.catalog.wordings import Wording
from app.kernels import Engine, Limits

_NOTHING = Wording(
    "No change of this line loses points: line %(line)s of the answer “%(cell)s”, `%(text)s` "
    "(%(lang)s).",
    "Test what the line does, or take it out. If it is there for speed, for words or for safety, "
    "say so under `excused` in exercise.yaml.",
)
_SOME = Wording(
    "Some changes of line %(line)s of the answer “%(cell)s”, `%(text)s`, lose no points: "
    "%(changes)s (%(lang)s).",
    "Look whether a student could mean that, and test it if so.",
    "warning",
)
_UNUSED = Wording(
    "A line of the answer “%(cell)s” is excused without need: `%(text)s`.",
    "Take it out of `excused`: its changes lose points, or the solution has no such line.",
)


def languages_of(exercise: Exercise, asked: Collection[str] | None) -> list[str]:
    """Those of the languages asked for that an exercise has: "all" is each of them, an empty
    choice the one that it is written in."""
    if asked is None:
        return []
    if not asked:
        return [exercise.source_lang]
    codes = [language.code for language in in_order(exercise.languages)]
    return [code for code in codes if code in asked or "all" in asked]


def mutation_findings(
    catalog: Catalog, exercise: Exercise, engine: Engine, lang: str
) -> Iterator[Finding]:
    """Findings from grading the exercise's solution in one language, with each line changed in
    every way. Raises KisimaError."""
    from app.grading.mutation_check import check_mutations, unused_excuses

    source = catalog.source(exercise, lang)
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
                "lang": lang,
            }
            id = "mutants-survive" if row.caught else "line-not-tested"
            yield Finding(exercise.path, places[row.number - 1], id, values, words)
    if not rows or lang != exercise.source_lang:
        return
    for cell, text in unused_excuses(exercise.excused, rows):
        values = {"cell": cell, "text": text}
        yield Finding(exercise.folder / "exercise.yaml", 1, "excuse-unused", values, _UNUSED)
