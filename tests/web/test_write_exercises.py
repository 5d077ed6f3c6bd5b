"""The pages on which exercises are written: cells, steps, saving, conflicts, settings, checks."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from app.authoring.exercises import about, trials
from app.authoring.exercises.templates import beginning
from app.kernels import Limits
from app.kernels.engines import best_engine
from app.notebooks import write_notebook
from app.notebooks.expected import Expected
from app.people import accounts
from app.tasks import Trier

HOME = "/write/exercises/"
PRICES = "/write/exercises/mean-price/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def author(teacher: Any) -> Any:
    """The teacher with an exercise made from the first template."""
    made = teacher.post(HOME, {"title": "Mean price", "template": "function", "language": "en"})
    assert made.location == PRICES
    return teacher


def fields(page: str) -> dict[str, Any]:
    """The editor's form as a browser would send it."""
    form: dict[str, Any] = {"whole": "1", "cell": re.findall(r'name="cell" value="([^"]*)"', page)}
    form |= dict(re.findall(r'name="(base|(?:name|points)-[^"]*)" value="([^"]*)"', page))
    for name, value in re.findall(r'name="(row-[^"]*)" value="([^"]*)"', page):
        form.setdefault(name, []).append(value)
    for id in form["cell"]:
        select = re.search(rf'<select id="kind-{id}".*?</select>', page, re.S)
        chosen = re.search(r'value="([^"]*)" selected', select[0] if select else "")
        text = re.search(rf'<textarea id="source-{id}"[^>]*>\n(.*?)</textarea>', page, re.S)
        assert chosen and text
        plain = text[1].replace("&#34;", '"').replace("&#39;", "'").replace("&gt;", ">")
        form |= {f"kind-{id}": chosen[1], f"source-{id}": plain}
    return form


def test_a_template_opens_in_the_editor(author: Any, amina: Any) -> None:
    page = author.get(PRICES).text
    assert "5 points in all" in page and "Check and publish" in page
    assert "Mean price" in author.get(HOME).text
    assert amina.get("/exercises/mean-price/notebook.ipynb").status_code == 404
    preview = author.get(f"{PRICES}preview").text
    assert "def mean_price(prices)" in preview and "NotImplementedError" in preview
    assert "len(prices)" not in preview and "[3, 3, 3]" not in preview


def test_steps_without_a_script_and_back(author: Any) -> None:
    form = fields(author.get(PRICES).text)
    form["source-cell-2"] += "\n# typed"
    author.post(PRICES, form | {"do": "add-test:cell-4"})
    grown = fields(author.get(PRICES).text)
    new = grown["cell"][4]
    assert "6 points in all" in author.get(PRICES).text and len(grown["cell"]) == 5
    author.post(PRICES, grown | {"do": f"up:{new}"})
    assert fields(author.get(PRICES).text)["cell"][3] == new
    author.post(PRICES, fields(author.get(PRICES).text) | {"do": "undo"})
    author.post(PRICES, fields(author.get(PRICES).text) | {"do": "undo"})
    back = fields(author.get(PRICES).text)
    assert back["cell"] == form["cell"] and back["source-cell-2"] == form["source-cell-2"]


def test_a_form_that_is_cut_off_changes_nothing(author: Any) -> None:
    before = fields(author.get(PRICES).text)
    answer = author.post(PRICES, {"base": before["base"], "cell": "cell-1", "save": "1"})
    assert answer.status_code == 400 and "did not arrive whole" in answer.text
    assert fields(author.get(PRICES).text) == before


def test_what_is_saved_is_the_file(author: Any, school: Flask) -> None:
    form = fields(author.get(PRICES).text)
    form |= {"kind-cell-1": "task", "points-cell-1": "2,5", "save": "1"}
    assert author.post(PRICES, form).status_code == 303
    path = school.extensions["kisima"].workshop.own / "exercises/mean-price/exercise.ipynb"
    first = json.loads(path.read_text("utf-8"))["cells"][0]["metadata"]["nbgrader"]
    assert (first["task"], first["points"], first["grade_id"]) == (True, 2.5, "task-1")
    assert "w_resumed" not in author.get(PRICES).text


def test_the_script_keeps_and_saves_the_same(author: Any) -> None:
    form = fields(author.get(PRICES).text)
    names = ("kind", "name", "points", "source")
    cells = [{"id": id} | {name: form[f"{name}-{id}"] for name in names} for id in form["cell"]]
    cells[0]["source"] = "# Other words"
    sent = {"base": form["base"], "text": json.dumps(cells)}
    kept = author.post(f"{PRICES}typed", sent, headers=JSON)
    assert kept.json == {"others": ""}
    assert "# Other words" in author.get(PRICES).text
    saved = author.post(PRICES, sent | {"save": "1"}, headers=JSON)
    assert json.loads(saved.json["text"]) == cells
    again = author.post(PRICES, sent | {"base": saved.json["version"], "save": "1"}, headers=JSON)
    assert again.json["words"] == "Nothing had changed."


def test_problems_stand_with_their_cell(author: Any) -> None:
    form = fields(author.get(PRICES).text)
    form["source-cell-2"] = "### BEGIN SOLUTION\nx = 1"
    author.post(PRICES, form | {"do": "keep"})
    page = author.get(PRICES).text
    found = re.search(r'id="c-cell-2".*?</section>', page, re.S)
    assert found and "has no “### END SOLUTION”" in found[0]
    assert "before these are mended" in author.get(f"{PRICES}preview").text


def test_two_authors_see_both_texts(
    author: Any, school: Flask, new_visitor: Callable[..., Any]
) -> None:
    with school.app_context():
        account, given = accounts.add_instructor(username="juma", full_name="Juma Mwangi")
        accounts.change_secret(account.id, given, "a new pass word")
    juma = new_visitor(school)
    juma.sign_in("juma", "a new pass word")
    mine, theirs = fields(author.get(PRICES).text), fields(juma.get(PRICES).text)
    juma.post(PRICES, theirs | {"source-cell-1": "# Theirs", "save": "1"})
    answer = author.post(PRICES, mine | {"source-cell-1": "# Mine", "save": "1"})
    assert answer.status_code == 409 and "Theirs" in answer.text and "Mine" in answer.text
    assert "# Mine" in author.get(PRICES).text and "you will see both" in author.get(PRICES).text
    author.post(f"{PRICES}typed/drop")
    assert "# Theirs" in author.get(PRICES).text


def test_a_notebook_is_taken_in_and_another_file_is_not(teacher: Any) -> None:
    notebook = beginning("text", "Rain", str).notebook
    notebook["cells"][1]["metadata"]["nbgrader"]["grade_id"] = "no good"
    file = (io.BytesIO(write_notebook(notebook)), "rain_fall.ipynb")
    made = teacher.post(f"{HOME}upload", {"file": file, "language": "en"})
    page = teacher.get(made.location).text
    assert "rain fall" in page and "Some of its cells need a look" in page
    assert re.search(r'id="c-cell-2".*?grade_id is', page, re.S)
    refused = teacher.post(f"{HOME}upload", {"file": (io.BytesIO(b"PK"), "a.ipynb")})
    assert refused.status_code == 400 and "not a notebook" in refused.text
    assert re.search("<details[^>]* open><summary><h2>From a notebook", refused.text)


@pytest.fixture
def marked(teacher: Any) -> str:
    """The address of an exercise whose answer a person marks, and which has a rubric."""
    made = teacher.post(HOME, {"title": "Words", "template": "text", "language": "en"})
    form = fields(teacher.get(made.location).text)
    rows = {"row-text-cell-2": ["Names the cause", "Guesses", ""]}
    rows |= {"row-points-cell-2": ["4,5", "-1", ""]}
    assert teacher.post(made.location, form | rows | {"save": "1"}).status_code == 303
    return str(made.location)


def test_a_rubric_is_written_into_the_settings(teacher: Any, school: Flask, marked: str) -> None:
    parts = school.extensions["kisima"]
    rows = parts.catalog.any_exercise("words").rubric["in_your_words"]
    assert [(row.text, row.points) for row in rows] == [("Names the cause", 4.5), ("Guesses", -1)]
    assert (
        "kisima-rubric" not in (parts.workshop.own / "exercises/words/exercise.ipynb").read_text()
    )
    page = teacher.get(marked).text
    assert "gives 4.5 points at most, and the cell has 5" in page and "w_resumed" not in page
    form = fields(page)
    assert form["row-points-cell-2"] == ["4.5", "-1", "", "", ""]
    teacher.post(marked, form | {"name-cell-2": "why", "save": "1"})
    assert list(parts.catalog.any_exercise("words").rubric) == ["why"]
    form = fields(teacher.get(marked).text) | {"row-text-cell-2": [], "save": "1"}
    teacher.post(marked, form)
    assert not parts.catalog.any_exercise("words").rubric


def test_a_row_that_cannot_be_used_is_named_and_kept(
    teacher: Any, school: Flask, marked: str
) -> None:
    form = fields(teacher.get(marked).text)
    form["row-points-cell-2"] = ["many", "-1"]
    assert teacher.post(marked, form | {"save": "1"}).location.endswith("#c-cell-2")
    found = re.search(r'id="c-cell-2".*?</section>', teacher.get(marked).text, re.S)
    assert found and "has a row that cannot be used: Names the cause · many" in found[0]
    rows = school.extensions["kisima"].catalog.any_exercise("words").rubric["in_your_words"]
    assert rows[0].points == 4.5


def test_a_rubric_that_was_not_touched_stays_as_somebody_else_wrote_it(
    teacher: Any, school: Flask, marked: str
) -> None:
    form = fields(teacher.get(marked).text)
    path = school.extensions["kisima"].workshop.own / "exercises/words/exercise.yaml"
    path.write_text(path.read_text("utf-8").replace("Guesses", "Only guesses"), "utf-8")
    teacher.post(marked, form | {"source-cell-1": "# Other", "save": "1"})
    assert "Only guesses" in path.read_text("utf-8") and "# Other" in teacher.get(marked).text


def test_settings_and_data_files(author: Any, school: Flask) -> None:
    form = {"title": "Prices", "time_limit": "30", "attempts": "2", "counts": "last"}
    author.post(f"{PRICES}settings", form)
    author.post(f"{PRICES}data", {"file": (io.BytesIO(b"a,b\n1,2\n"), "my table.csv")})
    large = {"file": (io.BytesIO(b"x" * 200_001), "large.csv")}
    assert author.post(f"{PRICES}data", large).status_code == 400
    found = school.extensions["kisima"].catalog.any_exercise("mean-price")
    assert (found.source_title, found.time_limit, found.attempts) == ("Prices", 30, 2)
    assert (found.counts, found.memory_limit) == ("last", None)
    assert list(found.files) == ["data/my-table.csv"]
    author.post(f"{PRICES}data/delete", {"name": "my-table.csv"})
    assert not school.extensions["kisima"].catalog.any_exercise("mean-price").files
    author.post(f"{PRICES}lesson", {"lesson": "wells/01-rain"})
    assert "Rain" in author.get(f"{PRICES}settings").text


def test_wrong_answers_are_written_in_a_form(author: Any, school: Flask) -> None:
    page = author.get(f"{PRICES}wrong/").text
    assert "divides-by-two" in page and "BEGIN SOLUTION" not in page
    form = {"title": "Forgets to divide", "answer-mean_price": "mean_price = sum", "score": "0"}
    author.post(f"{PRICES}wrong/", form | {"loses": "test-mean_price"})
    found = school.extensions["kisima"].catalog.any_exercise("mean-price")
    assert found.wrong_expected == {
        "divides-by-two.ipynb": Expected(2),
        "forgets-to-divide.ipynb": Expected(0, frozenset({"test-mean_price"})),
    }
    path = found.folder / "exercise.yaml"
    row = "  forgets-to-divide.ipynb: {score: 0, loses: [test-mean_price]}"
    assert row in path.read_text("utf-8").splitlines()
    assert "mean_price = sum" in author.get(f"{PRICES}wrong/?name=forgets-to-divide.ipynb").text
    assert author.post(f"{PRICES}wrong/", form | {"score": "9"}).status_code == 400
    author.post(f"{PRICES}wrong/delete", {"name": "forgets-to-divide.ipynb"})
    assert "forgets-to-divide" not in author.get(f"{PRICES}wrong/").text


def test_it_is_published_when_the_check_holds(author: Any, school: Flask) -> None:
    author.post(f"{PRICES}lesson", {"lesson": "wells/01-rain"})
    form = fields(author.get(PRICES).text)
    assert author.post(PRICES, form | {"check": "publish"}).location == f"{PRICES}check"
    assert "waits for its turn" in author.get(f"{PRICES}check").text
    parts, engine = school.extensions["kisima"], best_engine(preload=())
    Trier(school, parts.workshop.own, parts.catalog, engine, Limits()).try_all()
    engine.close()
    page = author.get(f"{PRICES}check").text
    assert "All of it holds." in page and "The exercise is published." in page
    assert parts.catalog.exercise("mean-price") is not None
    assert "divides-by-two" in page and "must get 2 points" in page


def test_what_a_person_gives_is_said_apart_from_tests(
    teacher: Any, school: Flask, marked: str
) -> None:
    own = school.extensions["kisima"].workshop.own
    got = trials.TriedNotebook("reference", "", True, 0.0, 0.0, 1.0, by_hand=5.0)
    asked = trials.ask(own, "words", by=1, publish=False)
    trials.write(own, replace(asked, standing="done", planned=("reference",), notebooks=(got,)))
    page = teacher.get(f"{marked}check").text
    assert "given by a person: 5" in page and "of 0 points" not in page
    assert "must get full points<" not in page and "a person gives the rest" in page
    assert "a person gives the rest" in teacher.get(marked).text
    assert 'name="score"' not in teacher.get(f"{marked}wrong/").text


def test_an_exercise_is_deleted_and_brought_back(author: Any) -> None:
    gone = author.post(f"{PRICES}delete").location
    assert author.get(PRICES).status_code == 404
    page = author.get(gone).text
    id = re.search(r'name="id" value="([^"]*)"', page)
    assert id
    author.post("/write/undelete", {"id": id[1]})
    assert author.get(PRICES).status_code == 200


def test_saving_a_published_exercise_checks_it_again(author: Any, school: Flask) -> None:
    workshop = school.extensions["kisima"].workshop
    with school.app_context():
        about.set_state(workshop, "mean-price", "published", by=1)
    form = fields(author.get(PRICES).text) | {"source-cell-1": "# Other", "save": "1"}
    author.post(PRICES, form)
    assert "being checked again" in author.get(PRICES).text
    assert trials.waiting(workshop.own) == ("mean-price",)
    assert "waits for its turn" in author.get(f"{PRICES}check").text


def test_an_earlier_version_is_brought_back(author: Any) -> None:
    first = fields(author.get(PRICES).text)
    author.post(PRICES, first | {"source-cell-1": "# Other words", "save": "1"})
    page = author.get(f"{PRICES}versions/").text
    oldest = re.findall(r'versions/(\d+)"', page)[-1]
    assert "Other" in author.get(f"{PRICES}versions/{oldest}").text
    author.post(f"{PRICES}versions/{oldest}")
    assert fields(author.get(PRICES).text)["source-cell-1"] == first["source-cell-1"]
