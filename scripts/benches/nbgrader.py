"""How much more one processor grades here than with nbgrader, on nbgrader's own example.

The notebooks are those of nbgrader's quick start, which lie in its wheel: the assignment ps1 with
two problems, handed in by bitdiddle and hacker. nbgrader grades them in an environment of its own
(`bench_venv`) in two ways. "At once" is what its users do at the end of the week: one command,
`nbgrader autograde ps1 --force`, its time divided by the four notebooks. "One by one" is a command
for each notebook, which is what grading at the moment of the hand-in takes, as it is done here.
More than half of the time of a small command is nbgrader's own start.

Here the same four are handed in again and again to a real store and graded by a worker's parts, the
engine warm and the kernels confined as they always are; their time is that of the grading, store
and warm process included. Both keep what they found in SQLite. What is done once is counted on
neither side: the warming up here, `quickstart`, `generate_assignment` and a first autograding
there. `processor` says how time is counted.
"""

import csv
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.benches import processor
from scripts.benches.bench_venv import CannotInstall, bench_venv, wanted
from scripts.benches.hand_ins import HandIns, open_queue
from scripts.benches.rows import Row, Say

TIMES_NBGRADER = 50
STUDENTS = ("bitdiddle", "hacker")
PROBLEMS = ("problem1", "problem2")
NOTEBOOKS = len(STUDENTS) * len(PROBLEMS)
ONE_BY_ONE, AT_ONCE, OURS = "nbgrader, one by one", "nbgrader, at once", "Kisima"
WAYS = (ONE_BY_ONE, AT_ONCE, OURS)


def rows(quick: bool, say: Say) -> list[Row]:
    """Processor time a notebook on both sides, in alternating rounds, and the marks compared."""
    from app.settings import load_settings

    say("    nbgrader's environment, made once …")
    try:
        commands = bench_venv(load_settings().cache / "bench" / "nbgrader", wanted())
    except CannotInstall as error:
        say(f"    {error}")
        return []
    with tempfile.TemporaryDirectory() as folder:
        course = Course(Path(folder), commands)
        say("    nbgrader's course …")
        course.prepare()
        exercises = Path(folder) / "exercises"
        write_exercises(course, exercises)
        with open_queue(Path(folder) / "data", 1, [exercises]) as queue:
            rounds = measure(Ours(queue, course), course, 2 if quick else 5, say)
    return [
        *(Row(f"{way}, processor for each", middle(rounds, way), "ms") for way in WAYS),
        *(
            Row(
                f"notebooks for the same processor time, nbgrader {way.partition(', ')[2]}",
                middle(rounds, way) / middle(rounds, OURS),
                "×",
                TIMES_NBGRADER,
                at_most=False,
            )
            for way in (ONE_BY_ONE, AT_ONCE)
        ),
        Row("students with other marks than nbgrader's", rounds[-1]["other marks"], "", 0),
    ]


def measure(ours: "Ours", course: "Course", times: int, say: Say) -> list[dict[str, float]]:
    """Milliseconds for each notebook by way, for each round; in the last how many marks differ."""
    ours.grade(1)
    rounds: list[dict[str, float]] = []
    for number in range(times):
        taken = {
            ONE_BY_ONE: used_ms(course.autograde_one_by_one) / NOTEBOOKS,
            AT_ONCE: used_ms(course.autograde) / NOTEBOOKS,
            OURS: ours.grade(15),
        }
        rounds.append(taken)
        shown = ", ".join(f"{way} {value:.0f} ms" for way, value in taken.items())
        say(f"    round {number + 1} of {times}: {shown}")
    marks, expected = ours.marks(), course.marks()
    rounds[-1]["other marks"] = sum(marks[who] != expected[who] for who in STUDENTS)
    return rounds


def middle(rounds: Sequence[Mapping[str, float]], way: str) -> float:
    """The median of the rounds."""
    return statistics.median(taken[way] for taken in rounds)


def used_ms(work: Callable[[], object]) -> float:
    """Milliseconds of processor time that a call takes."""
    before = processor.seconds()
    work()
    return (processor.seconds() - before) * 1000


@dataclass(frozen=True)
class Course:
    """nbgrader's example course in `folder`, and its commands."""

    folder: Path
    commands: Path

    def prepare(self) -> None:
        """Make the course, release the assignment, put the submissions there, grade them once."""
        self._nbgrader("quickstart", "course", within=self.folder)
        shutil.copytree(self._guide / "submitted", self._course / "submitted")
        self._nbgrader("generate_assignment", "ps1")
        self.autograde()

    def autograde(self) -> None:
        """Grade all submissions as nbgrader's users do."""
        self._nbgrader("autograde", "ps1", "--force")

    def autograde_one_by_one(self) -> None:
        """The same with a command for each notebook."""
        for who in STUDENTS:
            for problem in PROBLEMS:
                self._nbgrader(
                    "autograde", "ps1", "--force", f"--student={who}", f"--notebook={problem}"
                )

    def marks(self) -> Mapping[str, float]:
        """What nbgrader's grade book says of each student, before anything is marked by hand."""
        self._nbgrader("export")
        with (self._course / "grades.csv").open(encoding="utf-8", newline="") as file:
            return {row["student_id"]: float(row["raw_score"]) for row in csv.DictReader(file)}

    @property
    def source(self) -> Path:
        """The instructor's folder."""
        return self._course / "source"

    def submitted(self, student: str, problem: str) -> bytes:
        """A notebook that was handed in."""
        return (self._course / "submitted" / student / "ps1" / f"{problem}.ipynb").read_bytes()

    @property
    def _course(self) -> Path:
        return self.folder / "course"

    @property
    def _guide(self) -> Path:
        """The user guide with the example, which is in the wheel."""
        (found,) = self.commands.parent.rglob("nbgrader/docs/source/user_guide")
        return found

    def _nbgrader(self, *words: str, within: Path | None = None) -> None:
        # A person's own Jupyter settings and kernels would be found otherwise.
        environ = {name: value for name, value in os.environ.items() if "JUPYTER" not in name}
        environ |= {"PATH": f"{self.commands}{os.pathsep}{os.environ['PATH']}"}
        environ |= {"HOME": str(self.folder), "USERPROFILE": str(self.folder)}
        command = [str(self.commands / "nbgrader"), *words]
        done = subprocess.run(
            command, cwd=within or self._course, env=environ, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")


def write_exercises(course: Course, folder: Path) -> None:
    """nbgrader's two problems as exercises of ours, header and picture included."""
    from app.notebooks import read_notebook, with_header_and_footer, write_notebook

    header = read_notebook((course.source / "header.ipynb").read_bytes())
    for problem in PROBLEMS:
        target = folder / f"ps1-{problem}"
        (target / "data").mkdir(parents=True)
        source = read_notebook((course.source / "ps1" / f"{problem}.ipynb").read_bytes())
        whole = with_header_and_footer(source, header, None)
        (target / "exercise.ipynb").write_bytes(write_notebook(whole))
        shutil.copyfile(course.source / "ps1" / "jupyter.png", target / "data" / "jupyter.png")
        about = f"id: ps1-{problem}\ntitle: {problem}\nlicence: BSD-3-Clause\nauthors: [nbgrader]\n"
        (target / "exercise.yaml").write_text(about, "utf-8")


class Ours:
    """The same notebooks in our queue."""

    def __init__(self, queue: HandIns, course: Course) -> None:
        from app.notebooks import read_notebook

        self._queue = queue
        self._notebooks = {
            (student, problem): read_notebook(course.submitted(student, problem))
            for student in STUDENTS
            for problem in PROBLEMS
        }
        self._last: dict[tuple[str, str], str] = {}

    def grade(self, times: int) -> float:
        """Hand all in so many times, then grade them; milliseconds of processor for each."""
        for _ in range(times):
            for (student, problem), notebook in self._notebooks.items():
                handed_in = self._queue.hand_in(f"ps1-{problem}", notebook)
                self._last[student, problem] = handed_in
        return used_ms(lambda: self._queue.grade_all(1)) / (times * NOTEBOOKS)

    def marks(self) -> Mapping[str, float]:
        """What the last round gave each student."""
        return {
            student: sum(self._queue.score(self._last[student, problem]) for problem in PROBLEMS)
            for student in STUDENTS
        }
