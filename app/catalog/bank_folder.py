"""Reading a course's bank of questions and the plan of its assessment, without rendering."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from app.catalog.bank import (
    USES,
    AssessmentPlan,
    Bank,
    BankFile,
    BankQuestion,
    Use,
    lessons_of,
)
from app.catalog.findings import Finding
from app.catalog.front_matter import split_front_matter
from app.catalog.markdown.fences import parse_info
from app.catalog.markdown.quiz_places import quiz_fences
from app.catalog.settings_file import ID_PATTERN, YamlSettings
from app.catalog.text_files import TextFile, read_text
from app.errors import N_

QUESTIONS = "questions"  # the folder's name, beside course.yaml
SMALLEST_BANK = 40
FEWEST_OF_A_LESSON = 4
A_PLAN = N_("settings such as `{start: 10, final: 20, pass: 60, sittings: 3, wait_days: 1}`")
_A_NUMBER_BETWEEN = N_("a whole number from %(least)s to %(most)s")
# What each setting may be, and what it is where it is not said.
_LIMITS = {
    "start": (0, 100, 0),
    "final": (1, 100, 20),
    "pass": (1, 100, 60),
    "sittings": (1, 20, 3),
    "wait_days": (0, 365, 1),
}


def course_bank(
    settings: YamlSettings,
    folders: Sequence[Path],
    lessons: Mapping[str, str],
    seen: Iterable[str],
    projects: Collection[str] = (),
) -> tuple[Bank, AssessmentPlan | None, list[Finding]]:
    """A course's bank, the plan that can be kept with it, and what is wrong in the files.

    `settings` are those of its course.yaml, which what is wrong there is reported to; `folders` are
    the course's in the order in which they count. `lessons` are the ids of its lessons in every
    state by their folders, `seen` the folders of those that students see, and `projects` of those
    that need no questions.
    """
    plan = read_plan(settings)
    bank, findings = read_bank(folders, lessons)
    bank = Bank(bank.files, frozenset(seen))
    if plan is not None:
        _report_sizes(settings, plan, bank, projects)
    return bank, usable_plan(plan, bank), findings


def read_bank(folders: Sequence[Path], lessons: Mapping[str, str]) -> tuple[Bank, list[Finding]]:
    """The questions of the lessons, in the lessons' order. See course_bank."""
    paths: dict[str, Path] = {}
    for folder in reversed(folders):
        found = sorted((folder / QUESTIONS).glob("*.md"))
        paths.update({path.stem: path for path in found if not path.name.startswith(".")})
    files: list[BankFile] = []
    findings: list[Finding] = []
    taken: dict[str, BankQuestion] = {}
    for slug in sorted(paths.keys() - lessons.keys()):
        # A lesson that was left out on purpose, or cannot be read, leaves its questions out too.
        if any((folder / slug / "lesson.md").is_file() for folder in folders):
            continue
        findings.append(Finding(paths[slug], 1, "bank-lesson", {"name": slug}))
    for slug in (one for one in lessons if one in paths):
        file = read_text(paths[slug])
        if isinstance(file, Finding):
            findings.append(file)
            continue
        questions = tuple(
            replace(one, lesson_slug=slug, lesson_id=lessons[slug])
            for one in _questions(paths[slug], file, taken, findings)
        )
        files.append(BankFile(slug, paths[slug], file.digest, questions))
    return Bank(tuple(files)), findings


def _questions(
    path: Path,
    file: TextFile,
    taken: dict[str, BankQuestion],
    findings: list[Finding],
) -> Iterator[BankQuestion]:
    """The questions of one file that can be used; `taken` are those of the files before it."""
    front = split_front_matter(file.text)
    if front.problem is not None:
        values = {"reason": front.problem.reason}
        findings.append(Finding(path, front.problem.line, "bad-yaml", values))
    settings = YamlSettings(path, front.values, file.text)
    settings.unknown_keys(("title",))
    findings += settings.findings
    for fence in quiz_fences(front.body):
        # What is wrong with an id that is there or missing is told when the text is rendered.
        if fence.id is None or not ID_PATTERN.fullmatch(fence.id):
            continue
        if fence.id in taken:
            other = taken[fence.id]
            values = {"name": fence.id, "other": f"{other.path.name}:{other.line}"}
            findings.append(Finding(path, fence.line, "bank-duplicate-id", values))
            continue
        use = parse_info(fence.info).attributes.get("use", "final")
        if use not in USES:
            values = {"key": "use", "value": repr(use)[:60], "expected": ", ".join(USES)}
            findings.append(Finding(path, fence.line, "wrong-value", values))
            use = "final"
        taken[fence.id] = BankQuestion(fence.id, cast(Use, use), path, fence.line)
        yield taken[fence.id]


def read_plan(settings: YamlSettings) -> AssessmentPlan | None:
    """The plan that a course.yaml gives under `assessment`; None where it gives none.

    A setting that cannot be used is reported, and is what it would be without being said.
    """
    given = settings.values.get("assessment")
    if given is None:
        return None
    if not isinstance(given, dict):
        values = {"value": repr(given)[:60], "expected": A_PLAN}
        settings.report("assessment", "wrong-value", key="assessment", **values)
        return None
    for key in given.keys() - _LIMITS.keys():
        settings.report("assessment", "unknown-key", key=f"assessment: {key}")
    numbers = {key: _number(settings, given, key) for key in _LIMITS}
    return AssessmentPlan(
        start=numbers["start"],
        final=numbers["final"],
        pass_share=numbers["pass"] / 100,
        sittings=numbers["sittings"],
        wait_days=numbers["wait_days"],
    )


def _number(settings: YamlSettings, given: dict[object, object], key: str) -> int:
    least, most, usual = _LIMITS[key]
    value = given.get(key, usual)
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    expected = _A_NUMBER_BETWEEN % {"least": least, "most": most}
    values = {"value": repr(value)[:60], "expected": expected}
    settings.report("assessment", "wrong-value", key=f"assessment: {key}", **values)
    return usual


def _report_sizes(
    settings: YamlSettings, plan: AssessmentPlan, bank: Bank, projects: Collection[str]
) -> None:
    """Report where a bank has too few questions for its plan."""
    final, start = bank.for_kind("final"), bank.for_kind("start")
    wanted = max(SMALLEST_BANK, 2 * plan.final)
    if len(final) < wanted:
        settings.report("assessment", "bank-small", found=len(final), wanted=wanted)
    if len(start) < plan.start:
        settings.report("assessment", "bank-small-start", found=len(start), wanted=plan.start)
    by_lesson = lessons_of(final)
    for slug in sorted(bank.seen.difference(projects)):
        if (found := len(by_lesson.get(slug, ()))) < FEWEST_OF_A_LESSON:
            values = {"name": slug, "found": found, "wanted": FEWEST_OF_A_LESSON}
            settings.report("assessment", "bank-lesson-thin", **values)


def usable_plan(plan: AssessmentPlan | None, bank: Bank) -> AssessmentPlan | None:
    """The plan with no more questions than the bank has; None where it has none for the final."""
    final = len(bank.for_kind("final"))
    if plan is None or not final:
        return None
    start = min(plan.start, len(bank.for_kind("start")))
    return replace(plan, start=start, final=min(plan.final, final))
