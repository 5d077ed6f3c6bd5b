"""Home, course and lesson pages, and the quizzes in them."""

from typing import Any

from flask import Flask

from app.people import classes, enrolment
from app.progress import learning
from app.progress.overview import overview

LESSON = "/courses/wells/01-rain/"


def test_home_leads_to_the_first_lesson(amina: Any) -> None:
    page = amina.get("/").text
    assert f'href="{LESSON}">Begin' in page


def test_home_goes_on_with_the_lesson_read_last(amina: Any) -> None:
    amina.get("/courses/wells/02-pumps/")
    page = amina.get("/").text
    assert f'href="{LESSON}">Continue' in page
    assert "Lessons done: 1 of 2" in page


def test_student_without_a_class_can_enter_a_code(school: Flask, new_visitor: Any) -> None:
    with school.app_context():
        made = enrolment.class_by_code(school.config["TEST_CLASS_CODE"])
        student = enrolment.add_student(made.id, username="neema", full_name="Neema", secret="4821")
        enrolment.remove_member(made.id, student.id)
    neema = new_visitor(school)
    neema.sign_in("neema")
    assert "You are not in a class yet" in neema.get("/").text
    neema.post("/join", {"code": school.config["TEST_CLASS_CODE"]})
    assert f'href="{LESSON}">Begin' in neema.get("/").text


def test_course_page_lists_lessons_with_what_is_done(amina: Any) -> None:
    amina.get("/courses/wells/02-pumps/")
    page = amina.get("/courses/wells/").text
    assert "Questions: 0 of 3 right" in page
    assert "Lesson done" in page and "Not read yet" in page


def test_course_of_another_class_is_not_found(school: Flask, amina: Any) -> None:
    with school.app_context():
        made = enrolment.class_by_code(school.config["TEST_CLASS_CODE"])
        classes.set_courses(made.id, [])
    for path in ("/courses/wells/", LESSON, f"{LESSON}files/cloud.svg"):
        answer = amina.get(path)
        assert (answer.status_code, "none of your classes" in answer.text) == (404, True)


def test_lesson_tells_no_answer_before_it_is_given(amina: Any) -> None:
    page = amina.get(LESSON).text
    assert "A river" in page
    for secret in ("A river is water", "Sand holds no water", "It has holes", "Count on"):
        assert secret not in page


def test_instructor_notes_are_for_instructors(amina: Any, teacher: Any) -> None:
    assert "Bring a bucket" not in amina.get(LESSON).text
    assert "Bring a bucket" in teacher.get(LESSON).text


def test_answer_without_script_comes_back_to_the_question(amina: Any) -> None:
    amina.get(LESSON)
    sent = amina.post(f"{LESSON}quiz/wet", {"answer": "0"})
    assert (sent.status_code, sent.location) == (303, f"{LESSON}#quiz-wet")
    page = amina.get(LESSON).text
    assert "Sand holds no water then." in page
    assert "A river is water" not in page


def test_answer_by_script_gets_the_question_alone(amina: Any) -> None:
    amina.get(LESSON)
    answer = amina.post(f"{LESSON}quiz/both", {"answer": ["0", "1"]}, headers={"X-Fragment": "1"})
    assert answer.text.lstrip().startswith('<section class="quiz" id="quiz-both">')
    assert "Your answer is right." in answer.text
    assert "<html" not in answer.text


def test_both_tries_are_kept(school: Flask, amina: Any) -> None:
    amina.get(LESSON)
    amina.post(f"{LESSON}quiz/sum", {"answer": "4"})
    amina.post(f"{LESSON}quiz/sum", {"answer": "5"})
    with school.app_context():
        state = learning.quiz_states(2, "rain")["sum"]
    assert (state.tries, state.ever_right, state.last_given) == (2, True, ("5",))


def test_explanation_comes_with_the_right_answer(amina: Any) -> None:
    amina.get(LESSON)
    amina.post(f"{LESSON}quiz/sum", {"answer": "4"})
    assert "Count on" not in amina.get(LESSON).text
    amina.post(f"{LESSON}quiz/sum", {"answer": "5"})
    assert "Count on" in amina.get(LESSON).text


def test_no_answer_is_not_a_try(school: Flask, amina: Any) -> None:
    amina.get(LESSON)
    answer = amina.post(f"{LESSON}quiz/both", {}, headers={"X-Fragment": "1"})
    assert "choose or write an answer first" in answer.text
    with school.app_context():
        assert learning.quiz_states(2, "rain") == {}


def test_question_that_is_gone_is_told(amina: Any) -> None:
    amina.get(LESSON)
    answer = amina.post(f"{LESSON}quiz/nope", {"answer": "1"}, headers={"X-Fragment": "1"})
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")


def test_reading_is_noted_once_and_the_page_then_kept(school: Flask, amina: Any) -> None:
    first, second, third = (amina.get(LESSON) for _ in range(3))
    assert first.status_code == second.status_code == 200
    assert third.headers["ETag"] == second.headers["ETag"]
    again = amina.get(LESSON, headers={"If-None-Match": third.headers["ETag"]})
    assert again.status_code == 304
    with school.app_context():
        assert overview(2).read == {"rain"}


def test_kept_pages_are_for_one_reader_only(amina: Any, teacher: Any) -> None:
    amina.get(LESSON)
    assert "Amina Odhiambo" in amina.get(LESSON).text
    assert "Amina Odhiambo" not in teacher.get(LESSON).text


def test_picture_is_served_with_its_type_and_in_a_sandbox(amina: Any) -> None:
    picture = amina.get(f"{LESSON}files/cloud.svg")
    assert picture.mimetype == "image/svg+xml"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert "max-age" in picture.headers["Cache-Control"]
    assert amina.get(f"{LESSON}files/../../course.yaml").status_code == 404


def test_answer_without_a_choice_is_told(amina: Any) -> None:
    page = amina.post("/courses/wells/01-rain/quiz/both", {}, follow_redirects=True).text
    assert "Please choose or write an answer first." in page
