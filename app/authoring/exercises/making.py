"""New exercises: from a template, or from a notebook that was uploaded. They begin as drafts."""

from app.authoring.exercises.cell_editing import cells_of, with_cells
from app.authoring.exercises.templates import Template, beginning
from app.authoring.exercises.wrong_answers import filled
from app.authoring.intake.bare_notebooks import without_outputs
from app.authoring.making import names_taken, put_folder, title_of
from app.authoring.naming import new_id, slug_of
from app.authoring.templates import Say
from app.authoring.workshop import Workshop
from app.authoring.yaml_lines import yaml_text_of
from app.notebooks import read_notebook, release, write_notebook


def new_exercise(
    workshop: Workshop, title: str, template: Template, *, language: str, by: int, say: Say
) -> str:
    """Make an exercise from a template; its slug. `say` translates the template's words. Raises
    NoTitle."""
    title = title_of(title)
    begun = beginning(template, title, say)
    files = {"exercise.ipynb": write_notebook(begun.notebook)}
    files |= {f"data/{name}": data for name, data in begun.files.items()}
    empty = release(begun.notebook) if begun.wrong else begun.notebook
    scores = []
    for name, (texts, score) in begun.wrong.items():
        files[f"wrong/{name}.ipynb"] = write_notebook(filled(empty, texts))
        scores.append(f"  {name}.ipynb: {score}")
    wrong = ["wrong:", *scores] if scores else []
    return _made(workshop, title, files, wrong, language=language, by=by)


def uploaded(workshop: Workshop, title: str, data: bytes, *, language: str, by: int) -> str:
    """Make an exercise from a notebook's bytes; its slug. What is wrong in its cells is mended in
    the editor, so it is no reason to refuse it. Raises NoTitle, and NotebookError for what is no
    notebook."""
    title = title_of(title)
    notebook = read_notebook(without_outputs(data))
    # Points that are no numbers and the like would hide the exercise from its own author.
    mended = with_cells(notebook, cells_of(notebook))
    files = {"exercise.ipynb": write_notebook(mended)}
    return _made(workshop, title, files, [], language=language, by=by)


def _made(
    workshop: Workshop,
    title: str,
    files: dict[str, bytes],
    more: list[str],
    *,
    language: str,
    by: int,
) -> str:
    saver = workshop.saver
    with saver.alone():
        slug = slug_of(title, "exercise", names_taken(saver.folder, "exercises"))
        lines = [f"id: {new_id(slug)}", f"title: {yaml_text_of(title)}", "state: draft"]
        lines += [f"language: {yaml_text_of(language)}", *more]
        files["exercise.yaml"] = ("\n".join(lines) + "\n").encode()
        put_folder(saver.folder, f"exercises/{slug}", files)
        for name in ("exercise.yaml", "exercise.ipynb"):
            saver.keep_found(f"exercises/{slug}/{name}", by=by)
    workshop.look()
    return slug
