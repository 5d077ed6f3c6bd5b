"""Who may call what: every address as nobody, student, instructor and administrator."""

import html
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.catalog.markdown.rendered import InstructorPart, QuizPart
from app.kernels import Limits, NbclientEngine
from app.people.models import Account
from app.tasks import Grader

EXERCISE = "/exercises/temperature"
CELL = "/mark/classes/{one}/students/{own}/exercises/temperature/"
DESK = "/mark/classes/{one}/exercises/temperature/"
SAT = "/teach/classes/{one}/assessment/sat/"
LESSON = "/courses/foundations/01-what-is-ai"
SITTING = "/courses/sat/sittings/{sitting}"
WRITE = "/write/foundations/01-what-is-ai"
WRITTEN = "/write/exercises/class-heights"
SECRET_TEXT = "hers-alone = 12345"

# For each endpoint: its address, and who gets in. "own" is amina (class One), "other" is baraka
# (class Two); wanjiru teaches One, otieno teaches Two. Everybody in the list is let in (an answer
# below 400, or 400 and 422 for a form that lacks something), everybody else is refused.
NOBODY, OWN, OTHER, MINE, THEIRS, HEAD = "nobody", "own", "other", "wanjiru", "otieno", "head"
ALL = (NOBODY, OWN, OTHER, MINE, THEIRS, HEAD)
SIGNED_IN = ALL[1:]
STAFF = (MINE, THEIRS, HEAD)
OF_CLASS = (MINE, HEAD)
TABLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "static_file": ("/static/kisima.css", ALL),
    "account.set_up": ("/set-up", ALL),
    "account.sign_in": ("/sign-in", ALL),
    "account.sign_out": ("/sign-out", ()),
    "account.join": ("/join", ALL),
    "account.language": ("/language", ALL),
    "account.mine": ("/account", SIGNED_IN),
    "account.consent": ("/account/consent", SIGNED_IN),
    "own_data.mine": ("/account/data.zip", SIGNED_IN),
    "own_data.of_person": ("/teach/people/{own}/data.zip", (HEAD,)),
    "learn.home": ("/", SIGNED_IN),
    "learn.course": ("/courses/foundations/", SIGNED_IN),
    "learn.words": ("/courses/foundations/words/", SIGNED_IN),
    "learn.lesson": (f"{LESSON}/", SIGNED_IN),
    "learn.answer": (f"{LESSON}/quiz/{{question}}", SIGNED_IN),
    "learn.projector": (f"{LESSON}/projector", SIGNED_IN),
    "learn.printed": (f"{LESSON}/print", SIGNED_IN),
    "learn.file": (f"{LESSON}/files/{{picture}}", SIGNED_IN),
    "learn.assessment": ("/courses/sat/assessment/", SIGNED_IN),
    "learn.begin_assessment": ("/courses/sat/start/", SIGNED_IN),
    "learn.sitting": (f"{SITTING}/", (OWN,)),
    "learn.keep_answers": (f"{SITTING}/", (OWN,)),
    "learn.handing_in": (f"{SITTING}/hand-in", (OWN,)),
    "learn.hand_in_sitting": (f"{SITTING}/hand-in", (OWN,)),
    "printing.handbook": ("/courses/foundations/handbook", STAFF),
    "printing.guide": ("/courses/foundations/guide", STAFF),
    "practice.notebook": (f"{EXERCISE}/", SIGNED_IN),
    "practice.state": (f"{EXERCISE}/state", SIGNED_IN),
    "practice.data": (f"{EXERCISE}/data", SIGNED_IN),
    "practice.save": (f"{EXERCISE}/save", SIGNED_IN),
    "practice.run": (f"{EXERCISE}/run", SIGNED_IN),
    "practice.run_page": (f"{EXERCISE}/run/none", SIGNED_IN),
    "practice.stop": (f"{EXERCISE}/stop", SIGNED_IN),
    "practice.restart": (f"{EXERCISE}/restart", SIGNED_IN),
    "practice.reset_cell": (f"{EXERCISE}/reset-cell", SIGNED_IN),
    "practice.start_over": (f"{EXERCISE}/start-over", SIGNED_IN),
    "practice.upload": (f"{EXERCISE}/upload", SIGNED_IN),
    "practice.download": (f"{EXERCISE}/notebook.ipynb", SIGNED_IN),
    "practice.versions": (f"{EXERCISE}/versions/", SIGNED_IN),
    "practice.restore": (f"{EXERCISE}/versions/{{version}}", (OWN,)),
    "practice.hand_in": (f"{EXERCISE}/hand-in", SIGNED_IN),
    "practice.submission": ("/submissions/{submission}/", (OWN,)),
    "practice.submission_state": ("/submissions/{submission}/state", (OWN,)),
    "practice.handed_in": ("/submissions/{submission}/notebook/", (OWN,)),
    "practice.handed_in_file": ("/submissions/{submission}/notebook.ipynb", (OWN,)),
    "teach.home": ("/teach/", STAFF),
    "teach.new_class": ("/teach/classes/", STAFF),
    "teach.class_page": ("/teach/classes/{one}/", OF_CLASS),
    "teach.marks": ("/teach/classes/{one}/marks.csv", OF_CLASS),
    "teach.courses": ("/teach/classes/{one}/courses", OF_CLASS),
    "teach.people": ("/teach/classes/{one}/people", OF_CLASS),
    "teach.add_people": ("/teach/classes/{one}/people", OF_CLASS),
    "teach.enrolment": ("/teach/classes/{one}/enrolment", OF_CLASS),
    "teach.rename_class": ("/teach/classes/{one}/name", OF_CLASS),
    "teach.new_pin": ("/teach/classes/{one}/people/{layla}/new-pin", OF_CLASS),
    "teach.remove": ("/teach/classes/{one}/people/{leaver}/remove", (MINE,)),
    "teach.add_instructor": ("/teach/classes/{one}/instructors", OF_CLASS),
    "teach.work": ("/teach/classes/{one}/students/{own}/exercises/temperature/", OF_CLASS),
    "mark.gradebook": ("/mark/classes/{one}/", OF_CLASS),
    "mark.short": ("/mark/classes/{one}/{own}/1", OF_CLASS),
    "mark.short_final": ("/mark/classes/{one}/{own}/f1", OF_CLASS),
    "mark.cell": (CELL, OF_CLASS),
    "mark.override": (f"{CELL}override", OF_CLASS),
    "mark.exempt": (f"{CELL}exempt", OF_CLASS),
    "mark.take_back": (f"{CELL}take-back", OF_CLASS),
    "mark.test_again": (f"{CELL}1/again", OF_CLASS),
    "mark.more": ("/mark/classes/{one}/more/", OF_CLASS),
    "mark.exercise_items": ("/mark/classes/{one}/exercises/temperature/items", OF_CLASS),
    "mark.quiz_items": (
        "/mark/classes/{one}/lessons/foundations/01-what-is-ai/items",
        OF_CLASS,
    ),
    "mark.final_items": ("/mark/classes/{one}/assessment/sat/items", OF_CLASS),
    "mark.alike": ("/mark/classes/{one}/exercises/temperature/alike", OF_CLASS),
    "mark.pair": ("/mark/classes/{one}/exercises/temperature/alike/{own}/{layla}", OF_CLASS),
    "mark.feedback_page": ("/mark/classes/{one}/students/{own}/feedback.html", OF_CLASS),
    "mark.feedback_zip": ("/mark/classes/{one}/feedback.zip", OF_CLASS),
    "mark.moodle_csv": ("/mark/classes/{one}/moodle.csv", OF_CLASS),
    "mark.nbgrader_csv": ("/mark/classes/{one}/nbgrader.csv", OF_CLASS),
    "mark.waiting": ("/mark/classes/{one}/waiting/", OF_CLASS),
    "mark.by_hand": (DESK, OF_CLASS),
    "mark.give_points": (DESK, OF_CLASS),
    "mark.set_showing": (f"{DESK}showing", OF_CLASS),
    "teach.work_file": ("/teach/submissions/{submission}/notebook.ipynb", OF_CLASS),
    "teach.regrade": ("/teach/classes/{one}/exercises/temperature/again/", OF_CLASS),
    "teach.start_regrading": ("/teach/classes/{one}/exercises/temperature/again/", OF_CLASS),
    "teach.regrading_state": ("/teach/classes/{one}/exercises/temperature/again/state", OF_CLASS),
    "teach.machine": ("/teach/machine/", (HEAD,)),
    "teach.look_again": ("/teach/machine/look", (HEAD,)),
    "teach.try_again": ("/teach/machine/try-again", (HEAD,)),
    "teach.class_consent": ("/teach/classes/{one}/consent", OF_CLASS),
    "teach.record_consent": ("/teach/classes/{one}/consent", OF_CLASS),
    "teach.withdraw_consent": ("/teach/classes/{one}/consent/{own}/withdraw", OF_CLASS),
    "teach.roster": ("/teach/roster/", (HEAD,)),
    "teach.send_roster": ("/teach/roster/", (HEAD,)),
    "teach.class_roster": ("/teach/classes/{one}/roster", OF_CLASS),
    "teach.send_class_roster": ("/teach/classes/{one}/roster", OF_CLASS),
    "teach.roster_example": ("/teach/roster/example.csv", STAFF),
    "teach.roster_look": ("/teach/roster/{roster}/", (MINE,)),
    "teach.apply_roster": ("/teach/roster/{roster}/", (MINE,)),
    "teach.forget_roster": ("/teach/roster/{roster}/forget", (MINE,)),
    "teach.cards": ("/teach/cards/{cards}/", (MINE,)),
    "teach.cards_noted": ("/teach/cards/{cards}/", (MINE,)),
    "teach.assignments": ("/teach/classes/{one}/assignments/", OF_CLASS),
    "teach.new_assignment": ("/teach/classes/{one}/assignments/new", OF_CLASS),
    "teach.assign": ("/teach/classes/{one}/assignments/new", OF_CLASS),
    "teach.assignment": ("/teach/classes/{one}/assignments/{assigned}/", OF_CLASS),
    "teach.change_assignment": ("/teach/classes/{one}/assignments/{assigned}/", OF_CLASS),
    "teach.more_time": ("/teach/classes/{one}/assignments/{assigned}/more-time", OF_CLASS),
    "teach.no_more_time": (
        "/teach/classes/{one}/assignments/{assigned}/no-more-time/{own}",
        OF_CLASS,
    ),
    "teach.remove_assignment": ("/teach/classes/{one}/assignments/{removed}/remove", OF_CLASS),
    "teach.assessment": ("/teach/classes/{one}/assessment/", OF_CLASS),
    "teach.assessment_student": (f"{SAT}students/{{own}}/", OF_CLASS),
    "teach.allow_final": (f"{SAT}students/{{own}}/allow", OF_CLASS),
    "teach.final_on_paper": (f"{SAT}paper", OF_CLASS),
    "teach.final_of_student_on_paper": (f"{SAT}students/{{own}}/paper", OF_CLASS),
    "teach.class_now": ("/teach/classes/{one}/now", OF_CLASS),
    "teach.class_now_changes": ("/teach/classes/{one}/now/changes", OF_CLASS),
    "teach.students": ("/teach/classes/{one}/students/", OF_CLASS),
    "teach.do_with_students": ("/teach/classes/{one}/students/", OF_CLASS),
    "teach.student": ("/teach/classes/{one}/students/{own}/", OF_CLASS),
    "teach.rename_student": ("/teach/classes/{one}/students/{own}/", OF_CLASS),
    "teach.merging_page": ("/teach/classes/{one}/students/{own}/merge", OF_CLASS),
    "teach.merge": ("/teach/classes/{one}/students/{own}/merge", OF_CLASS),
    "teach.erasing": ("/teach/erase/{own}/", OF_CLASS),
    "teach.erase": ("/teach/erase/{own}/", OF_CLASS),
    "teach.find_to_erase": ("/teach/erase/", (HEAD,)),
    "teach.sync": ("/teach/sync/", STAFF),
    "teach.sync_now": ("/teach/sync/now", STAFF),
    "teach.sync_state": ("/teach/sync/state", STAFF),
    "teach.connect": ("/teach/sync/connect", (HEAD,)),
    "teach.ask_by_stick": ("/teach/sync/stick/ask", (HEAD,)),
    "teach.copy_to_stick": ("/teach/sync/stick/copy", STAFF),
    "teach.read_stick": ("/teach/sync/stick/read", STAFF),
    "teach.download_export": ("/teach/sync/stick/file", STAFF),
    "teach.upload_answer": ("/teach/sync/stick/answer", STAFF),
    "teach.leaving": ("/teach/sync/leaving", STAFF),
    "teach.departed": ("/teach/sync/departures", STAFF),
    "teach.staff": ("/teach/staff/", (HEAD,)),
    "teach.add_staff": ("/teach/staff/", (HEAD,)),
    "teach.new_password": ("/teach/staff/{spare}/new-password", (HEAD,)),
    "teach.set_staff_active": ("/teach/staff/{spare}/active", (HEAD,)),
    "translate.courses": ("/translate/", STAFF),
    "translate.add_language": ("/translate/languages", STAFF),
    "translate.course": ("/translate/foundations/fr/", STAFF),
    "translate.reviewed": ("/translate/foundations/fr/reviewed", STAFF),
    "translate.entry": ("/translate/foundations/fr/{entry}", STAFF),
    "translate.save": ("/translate/foundations/fr/{entry}", STAFF),
    "translate.look": ("/translate/foundations/fr/{entry}/look", STAFF),
    "translate.typed": ("/translate/foundations/fr/{entry}/typed", STAFF),
    "translate.keep_typed": ("/translate/foundations/fr/{entry}/typed", STAFF),
    "translate.drop_typed": ("/translate/foundations/fr/{entry}/typed/drop", STAFF),
    "translate.versions": ("/translate/foundations/fr/versions/", STAFF),
    "translate.version": ("/translate/foundations/fr/versions/{po}", STAFF),
    "translate.bring_back": ("/translate/foundations/fr/versions/{po}", STAFF),
    "translate.compare": ("/translate/foundations/fr/compare?old={po}&new={po}", STAFF),
    "translate.download": ("/translate/foundations/fr/file.po", STAFF),
    "translate.upload": ("/translate/foundations/fr/file", STAFF),
    "translate.take": ("/translate/foundations/fr/file/none", STAFF),
    "write.home": ("/write/", STAFF),
    "write.new_course": ("/write/", STAFF),
    "write.course": ("/write/foundations/", STAFF),
    "write.new_lesson": ("/write/foundations/", STAFF),
    "write.about": ("/write/foundations/about", STAFF),
    "write.set_course_state": ("/write/foundations/state", STAFF),
    "write.set_order": ("/write/foundations/order", STAFF),
    "write.deleting_course": ("/write/foundations/delete", STAFF),
    "write.delete_course": ("/write/foundations/delete", STAFF),
    "write.undelete": ("/write/undelete", STAFF),
    "write.importing": ("/write/-/import", STAFF),
    "write.upload": ("/write/-/import", STAFF),
    "write.look_at_import": ("/write/-/import/none", STAFF),
    "write.take_import": ("/write/-/import/none", STAFF),
    "write.exporting": ("/write/foundations/export", STAFF),
    "write.export_pack": ("/write/foundations/export/pack", STAFF),
    "write.export_gift": ("/write/foundations/export/gift", STAFF),
    "write.export_nbgrader": ("/write/foundations/export/nbgrader", STAFF),
    "write.exercises": ("/write/exercises/", STAFF),
    "write.new_exercise": ("/write/exercises/", STAFF),
    "write.upload_exercise": ("/write/exercises/upload", STAFF),
    "write.exercise": (f"{WRITTEN}/", STAFF),
    "write.change_exercise": (f"{WRITTEN}/", STAFF),
    "write.exercise_typed": (f"{WRITTEN}/typed", STAFF),
    "write.keep_exercise_typed": (f"{WRITTEN}/typed", STAFF),
    "write.drop_exercise_typed": (f"{WRITTEN}/typed/drop", STAFF),
    "write.exercise_preview": (f"{WRITTEN}/preview", STAFF),
    "write.wrong_answers": (f"{WRITTEN}/wrong/", STAFF),
    "write.save_wrong_answer": (f"{WRITTEN}/wrong/", STAFF),
    "write.delete_wrong_answer": (f"{WRITTEN}/wrong/delete", STAFF),
    "write.exercise_settings": (f"{WRITTEN}/settings", STAFF),
    "write.save_exercise_settings": (f"{WRITTEN}/settings", STAFF),
    "write.add_exercise_file": (f"{WRITTEN}/data", STAFF),
    "write.delete_exercise_file": (f"{WRITTEN}/data/delete", STAFF),
    "write.lead_to_exercise": (f"{WRITTEN}/lesson", STAFF),
    "write.set_exercise_state": (f"{WRITTEN}/state", STAFF),
    "write.deleting_exercise": (f"{WRITTEN}/delete", STAFF),
    "write.delete_exercise": (f"{WRITTEN}/delete", STAFF),
    "write.exercise_versions": (f"{WRITTEN}/versions/", STAFF),
    "write.exercise_version": (f"{WRITTEN}/versions/{{changed}}", STAFF),
    "write.bring_back_exercise": (f"{WRITTEN}/versions/{{changed}}", STAFF),
    "write.exercise_original": (f"{WRITTEN}/original", STAFF),
    "write.settle_exercise_original": (f"{WRITTEN}/original", STAFF),
    "write.exercise_check": (f"{WRITTEN}/check", STAFF),
    "write.start_exercise_check": (f"{WRITTEN}/check", STAFF),
    "write.preview": ("/write/preview", STAFF),
    "write.editor": (f"{WRITE}/", STAFF),
    "write.save": (f"{WRITE}/", STAFF),
    "write.typed": (f"{WRITE}/typed", STAFF),
    "write.keep_typed": (f"{WRITE}/typed", STAFF),
    "write.drop_typed": (f"{WRITE}/typed/drop", STAFF),
    "write.unsaved": (f"{WRITE}/typed/difference", STAFF),
    "write.versions": (f"{WRITE}/versions/", STAFF),
    "write.version": (f"{WRITE}/versions/{{saved}}", STAFF),
    "write.bring_back": (f"{WRITE}/versions/{{saved}}", STAFF),
    "write.compare": (f"{WRITE}/compare?old={{saved}}&new={{saved}}", STAFF),
    "write.original": (f"{WRITE}/original", STAFF),
    "write.settle_original": (f"{WRITE}/original", STAFF),
    "write.add_picture": (f"{WRITE}/pictures", STAFF),
    "write.file": (f"{WRITE}/files/{{picture}}", STAFF),
    "write.write_anew": (f"{WRITE}/anew", STAFF),
    "write.set_lesson_state": (f"{WRITE}/state", STAFF),
    "write.move_lesson": (f"{WRITE}/move", STAFF),
    "write.deleting_lesson": (f"{WRITE}/delete", STAFF),
    "write.delete_lesson": (f"{WRITE}/delete", STAFF),
}
NAMES = {OWN: "amina", OTHER: "baraka", MINE: "wanjiru", THEIRS: "otieno", HEAD: "head", NOBODY: ""}
REFUSED = (302, 401, 403, 404)


@pytest.fixture(scope="module")
def places(school: Flask, module_visitor: Callable[[str], Any]) -> dict[str, Any]:
    """What stands in the addresses: amina's version and submission, ids of people and classes."""
    hand_in(module_visitor("layla"))
    amina = module_visitor("amina")
    handed = hand_in(amina)
    amina.post(f"{EXERCISE}/start-over")
    version = re.search(r"versions/(\d+)", amina.get(f"{EXERCISE}/versions/").text)
    lesson = amina.get(f"{LESSON}/").text
    question = re.search(r"/quiz/([a-z0-9-]+)", lesson)
    picture = re.search(r"/files/([^\"?]+)", lesson)
    assert version and question and picture
    found = {"version": version.group(1), "submission": handed.location.split("/")[-2]}
    found["saved"] = saved_version(module_visitor("wanjiru"))
    found["changed"] = changed_exercise(module_visitor("wanjiru"))
    found |= {"question": question.group(1), "picture": picture.group(1)}
    found["sitting"] = begun_sitting(amina)
    desk = school.extensions["kisima"].desk
    found["entry"] = next(iter(desk.work("foundations", "fr").by_id))
    found["po"] = translated_version(module_visitor("wanjiru"))
    found |= handed_over(school)
    return dict(school.config["SCHOOL_IDS"]) | found | {"own": school.config["SCHOOL_IDS"]["amina"]}


def hand_in(student: Any) -> Any:
    """What comes of handing in the exercise."""
    page = student.get(f"{EXERCISE}/").text
    form = dict(re.findall(r'name="(account|base|key)" value="([^"]*)"', page))
    return student.post(f"{EXERCISE}/hand-in", form | {"cell-celsius": SECRET_TEXT})


def begun_sitting(student: Any) -> str:
    """The number of a final that was begun, with an answer."""
    student.get("/courses/sat/assessment/")
    place = student.post("/courses/sat/assessment/").location
    student.get(place)
    student.post(place, {"shown": '{"sum": []}', "a-sum": SECRET_TEXT})
    return str(place.rstrip("/").rsplit("/", 1)[-1])


def handed_over(school: Flask) -> dict[str, Any]:
    """A list that wanjiru has sent for her class, and cards that were made for her."""
    from app.people import accounts, enrolment
    from app.people.rosters import imports
    from app.progress.assigning import assigning
    from app.progress.assigning.rules import Times
    from app.progress.marking.late import LateRule
    from app.web.teach.cards import Card, batches

    ids = school.config["SCHOOL_IDS"]
    with school.app_context():
        wanjiru = accounts.account(ids["wanjiru"])
        rows = b"username,full_name\nlayla,Layla\n"
        roster = imports.keep(wanjiru, rows, "a.csv", class_id=ids["one"])
        # A new password ends her sessions, so it is nobody's whom the table needs.
        spare = accounts.add_instructor(username="spare", full_name="Spare")[0].id
        # She is removed from the class; the others' work is looked at there afterwards.
        leaver = enrolment.add_student(
            ids["one"], username="leaver", full_name="Zuri", secret="48261"
        )
        cards = batches().put(wanjiru.id, [Card(SECRET_TEXT, "layla", "48261", "One")], "/teach/")
        assigned, removed = (
            assigning.assign(wanjiru, ids["one"], "lesson", name, "c", Times(), LateRule())
            for name in ("some-lesson", "another-lesson")
        )
    made = {"spare": spare, "leaver": leaver.id, "assigned": assigned, "removed": removed}
    return made | {"roster": roster, "cards": cards}


def saved_version(writer: Any) -> str:
    """The number of a version of the lesson WRITE, after one more line was saved."""
    page = writer.get(f"{WRITE}/").text
    base = re.search(r'name="base" value="([^"]*)"', page)
    text = re.search(r'id="w_words"[^>]*>\n(.*?)</textarea>', page, re.S)
    assert base and text
    form = {"text": html.unescape(text[1]) + "\nOne more line.\n", "base": base[1], "save": "1"}
    writer.post(f"{WRITE}/", form)
    number = re.search(r'versions/(\d+)"', writer.get(f"{WRITE}/versions/").text)
    assert number
    return number[1]


def translated_version(writer: Any) -> str:
    """The number of a version of the French file, after its reviewer was named."""
    at = "/translate/foundations/fr"
    writer.get(f"{at}/")
    writer.post(f"{at}/reviewed", {"name": "Neema"})
    number = re.search(r'versions/(\d+)"', writer.get(f"{at}/versions/").text)
    assert number
    return number[1]


def changed_exercise(writer: Any) -> str:
    """The number of a version of the exercise WRITTEN, after a cell of text was added."""
    page = writer.get(f"{WRITTEN}/").text
    base = re.search(r'name="base" value="([^"]*)"', page)
    assert base
    cell = {"id": "more", "kind": "text", "name": "", "points": "0", "source": "More"}
    writer.post(f"{WRITTEN}/", {"text": json.dumps([cell]), "base": base[1], "save": "1"})
    # Others look at the exercise as it was.
    numbers = re.findall(r'versions/(\d+)"', writer.get(f"{WRITTEN}/versions/").text)
    writer.post(f"{WRITTEN}/versions/{numbers[-1]}")
    return str(numbers[-1])


def test_every_address_has_a_row(school: Flask) -> None:
    assert {rule.endpoint for rule in school.url_map.iter_rules()} == set(TABLE)


@pytest.mark.parametrize("who", ALL)
@pytest.mark.parametrize("endpoint", [name for name in TABLE if name != "account.sign_out"])
def test_the_table_is_true(
    school: Flask, places: dict[str, Any], module_visitor: Any, endpoint: str, who: str
) -> None:
    path, let_in = TABLE[endpoint]
    path = path.format(**places)
    visitor = module_visitor(NAMES[who])
    for rule in school.url_map.iter_rules():
        if rule.endpoint != endpoint:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            # Without this the class would not follow the courses any more.
            catalog = school.extensions["kisima"].catalog
            form = {"courses": [course.id for course in catalog.courses]}
            answer = visitor.get(path) if method == "GET" else visitor.post(path, form)
            status, place = answer.status_code, answer.location or ""
            outside = place.startswith("/sign-in?") or (who == NOBODY and status in (302, 401))
            said = (method, path, who, status, place, answer.data[-300:])
            if who not in let_in:
                assert status in REFUSED and (status != 302 or outside), said
                assert SECRET_TEXT not in html.unescape(answer.text), said
            elif endpoint == "practice.run_page":
                assert status == 302, said
            else:
                known = status in (400, 403, 404, 409, 422) and method == "POST"
                assert status < 400 or known, said
                assert endpoint == "account.sign_in" or not place.startswith("/sign-in?"), said


def test_students_of_another_class_cannot_be_reached_through_ones_own(
    school: Flask, places: dict[str, Any], module_visitor: Any
) -> None:
    otieno = module_visitor("otieno")
    through = [path for path, _ in TABLE.values() if re.search(r"\{one\}.*\{", path)]
    assert len(through) > 15
    for path in through:
        path = path.replace("{one}", "{two}").format(**places)
        for answer in (otieno.get(path), otieno.post(path, {"points": "1", "reason": "x"})):
            assert answer.status_code in (403, 404, 405), (path, answer.status_code)
            assert SECRET_TEXT not in html.unescape(answer.text)


def test_forms_do_nothing_to_students_of_another_class(
    school: Flask, places: dict[str, Any], module_visitor: Any
) -> None:
    otieno, two = module_visitor("otieno"), places["two"]
    otieno.get(f"/teach/classes/{two}/students/")
    for do in ("cards", "move", "suspend", "restore"):
        form = {"student": places["amina"], "do": do, "to": places["one"]}
        assert otieno.post(f"/teach/classes/{two}/students/", form).status_code == 422
    with school.app_context():
        from app.people import classes

        assert classes.is_student_of(places["one"], places["amina"])
        assert not classes.is_student_of(two, places["amina"])
    assert module_visitor("amina").get("/").status_code == 200
    answer = otieno.post(
        f"/mark/classes/{two}/exercises/temperature/",
        {"submission": places["submission"], "student": places["amina"], "points": "3"},
    )
    assert answer.status_code in (303, 400, 403, 404, 409, 422), answer.status_code


def test_a_student_reaches_no_draft_by_its_address(school: Flask, module_visitor: Any) -> None:
    """Neither its page nor its pictures, print, projector or questions; nor when archived."""
    writer, reader = module_visitor("wanjiru"), module_visitor("amina")
    writer.get("/write/")
    made = writer.post(
        "/write/", {"title": "Quiet wells", "language": "en", "licence": "CC-BY-4.0"}
    )
    assert made.status_code == 303
    course = made.location.rstrip("/").rsplit("/", 1)[-1]
    written = f"/write/{course}/01-first-lesson"
    at = f"/courses/{course}/01-first-lesson"
    writer.get(f"{written}/")
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="4"/></svg>'
    form = {"picture": (io.BytesIO(drawing), "square.svg"), "alt": "A square"}
    picture = writer.post(f"{written}/pictures", form).json["name"]
    paths = [f"/courses/{course}/", f"{at}/", f"{at}/print", f"{at}/projector"]
    paths += [f"{at}/files/{picture}"]
    for state in ("draft", "archived"):
        writer.get(f"/write/{course}/")
        writer.post(f"/write/{course}/state", {"state": state})
        for path in paths:
            answer = reader.get(path)
            assert answer.status_code == 404, (path, answer.status_code)
            assert "Quiet wells" not in answer.text
        assert reader.post(f"{at}/quiz/first", {"answer": "0"}).status_code == 404
    assert "Quiet wells" not in reader.get("/").text


def test_before_set_up_everything_leads_to_it_or_to_signing_in(tmp_path: Any) -> None:
    from app import create_app
    from app.settings import load_settings

    app = create_app(load_settings({"data": tmp_path / "data"}, environ={}), live=object())
    client = app.test_client()
    numbers = dict.fromkeys(
        [
            "one",
            "layla",
            "leaver",
            "own",
            "spare",
            "version",
            "submission",
            "saved",
            "changed",
            "po",
            "roster",
            "cards",
            "assigned",
            "removed",
            "sitting",
        ],
        "1",
    )
    for endpoint, (path, _) in TABLE.items():
        path = path.format(question="x", picture="x.svg", entry="x", **numbers)
        for rule in app.url_map.iter_rules():
            if rule.endpoint != endpoint or "GET" not in (rule.methods or ()):
                continue
            answer = client.get(path, headers={"Accept": "text/html"})
            open_ = endpoint in ("static_file", "account.set_up", "account.join")
            led = (answer.location or "").startswith(("/set-up", "/sign-in"))
            assert (answer.status_code == 200) if open_ else led, (path, answer.status_code)


# What no student may read, in any page's source, in any language.


def hidden_words(app: Flask, lang: str) -> set[str]:
    """Lines of solutions and hidden tests, feedback of quizzes, and what is for instructors.

    A line that a lesson teaches, or that another exercise gives, is no secret.
    """
    catalog, found = app.extensions["kisima"].catalog, set()
    lessons = [lesson.path for course in catalog.courses for lesson in course.lessons]
    taught = [
        block
        for path in lessons
        for block in re.findall(r"```python\n(.*?)```", path.read_text("utf-8"), re.S)
    ]
    for exercise in catalog.exercises:
        taught += [cell["source"] for cell in catalog.release(exercise, lang)["cells"]]
    shown = "\n".join(taught)
    for exercise in catalog.exercises:
        for cell in catalog.source(exercise, lang)["cells"]:
            for kind in ("SOLUTION", "HIDDEN TESTS"):
                region = rf"### BEGIN {kind}\n(.*?)### END {kind}"
                for block in re.findall(region, cell["source"], re.S):
                    lines = (line.strip() for line in block.splitlines())
                    found |= {line for line in lines if len(line) > 14 and line not in shown}
    for course in catalog.courses:
        for lesson in course.lessons:
            for part in catalog.lesson_page(lesson, lang).parts:
                if isinstance(part, InstructorPart):
                    found |= sentences(part.html)
                elif isinstance(part, QuizPart):
                    for option in part.question.options:
                        found |= sentences(option.feedback_html or "")
    return found


def sentences(text: str) -> set[str]:
    plain = html.unescape(re.sub("<[^>]+>", "\n", text))
    return {line.strip() for line in plain.splitlines() if len(line.strip()) > 30}


def pages_of(app: Flask) -> list[str]:
    catalog, found = app.extensions["kisima"].catalog, ["/", "/account"]
    for course in catalog.courses:
        found += [f"/courses/{course.slug}/", f"/courses/{course.slug}/words/"]
        for lesson in course.lessons:
            at = f"/courses/{course.slug}/{lesson.slug}/"
            found += [at, at + "projector", at + "print"]
    for exercise in catalog.exercises:
        at = f"/exercises/{exercise.slug}/"
        found += [at, at + "notebook.ipynb", at + "versions/", at + "start-over"]
    return found


@pytest.mark.parametrize("lang", ["en", "ar", "fr", "sw"])
def test_no_page_holds_what_a_student_may_not_read(school: Flask, student: Any, lang: str) -> None:
    student.post("/language", {"lang": lang})
    hidden = hidden_words(school, lang)
    assert len(hidden) > 60
    for path in pages_of(school):
        answer = student.get(path)
        assert answer.status_code == 200, path
        text = html.unescape(answer.text) + html.unescape(re.sub("<[^>]+>", "\n", answer.text))
        assert [words for words in hidden if words in text] == [], path


def test_an_instructor_sees_the_solution_beside_the_lesson(
    school: Flask, module_visitor: Any
) -> None:
    catalog = school.extensions["kisima"].catalog
    exercise = catalog.exercise("temperature")
    lesson = catalog.lesson_of(exercise)
    at = f"/courses/{lesson.course_slug}/{lesson.slug}/"
    source = "\n".join(cell["source"] for cell in catalog.source(exercise, "en")["cells"])
    block = re.search(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", source, re.S)
    assert block
    solved = block[1].splitlines()[0].strip()
    for path in (at, at + "print"):
        assert solved in html.unescape(module_visitor("wanjiru").get(path).text)
        assert solved not in html.unescape(module_visitor("amina").get(path).text)


@pytest.mark.slow
def test_code_that_looks_for_the_hidden_tests_finds_none_in_its_result(
    school: Flask, student: Any
) -> None:
    sent = json.loads(student.get(f"{EXERCISE}/notebook.ipynb").data)
    spy = "import inspect\ndef celsius(f):\n    raise ValueError(str(get_ipython().user_ns['In']))"
    sent["cells"][2]["source"] = spy
    last = {"id": "spy", "cell_type": "code", "metadata": {}, "outputs": []}
    sent["cells"].append(last | {"execution_count": None, "source": "print(In)\nprint(globals())"})
    file = (io.BytesIO(json.dumps(sent).encode()), "a.ipynb")
    student.get(f"{EXERCISE}/")
    student.post(f"{EXERCISE}/upload", {"file": file})
    page = student.get(f"{EXERCISE}/").text
    form = dict(re.findall(r'name="(account|base|key)" value="([^"]*)"', page))
    address = student.post(f"{EXERCISE}/hand-in", form).location
    catalog = school.extensions["kisima"].catalog
    Grader(school, catalog, NbclientEngine(), Limits(), lease_seconds=30).grade_all()
    hidden = {line for line in hidden_words(school, "en") if "==" in line or "abs(" in line}
    for path in ("", "notebook/", "notebook.ipynb", "state"):
        text = html.unescape(student.get(address + path).text)
        assert [line for line in hidden if line in text] == [], path


def test_a_closed_account_is_out_at_once(school: Flask, student: Any) -> None:
    from app.database import transaction

    assert student.get("/").status_code == 200
    with school.app_context(), transaction() as session:
        newest = session.query(Account).order_by(Account.id.desc()).first()
        assert newest is not None
        newest.active = False
    assert student.get("/").status_code in (302, 401)
    assert student.post(f"{EXERCISE}/save").status_code == 401
