"""What course.yaml says about a course as a whole, and lessons that are its project."""

from app.catalog.translation.extraction import course_texts

ABOUT = """outcomes:
  - Say what a model is
  - >-
    Clean a table,
    and say what was left out
prerequisites: none
materials: [A laptop for three students, "A tape measure"]
"""


def about(school, text=ABOUT):
    path = school.course / "course.yaml"
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    catalog = school.load()
    return catalog, catalog.courses[0]


def test_sentences_of_a_course_are_lists_of_lines(school):
    catalog, course = about(school)
    said = [one.text for one in course.outcomes("en")]
    assert said == ["Say what a model is", "Clean a table, and say what was left out"]
    assert [one.text for one in course.prerequisites("en")] == ["none"]
    assert len(course.materials("en")) == 2
    assert not [finding for finding in catalog.findings if finding.path.name == "course.yaml"]


def test_each_sentence_is_for_translators_with_its_line(school):
    catalog, course = about(school)
    found = {text.text: text.line for text in course_texts(catalog, course)}
    lines = (school.course / "course.yaml").read_text("utf-8").split("\n")
    first = found["Say what a model is"]
    assert "Say what a model is" in lines[first - 1]
    assert found["Clean a table, and say what was left out"] == first + 1
    assert "prerequisites" in lines[found["none"] - 1]
    assert found["A tape measure"] == found["A laptop for three students"]


def test_a_translated_sentence_says_its_language(school):
    school.write(
        "translations/fr/foundations.po",
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Say what a model is"\nmsgstr "Dire ce qu’est un modèle"\n',
    )
    _, course = about(school)
    first, second = course.outcomes("fr")
    assert (first.text, first.lang) == ("Dire ce qu’est un modèle", "fr")
    assert second.lang == "en"


def test_what_students_see_of_a_course_counts_for_its_share(school):
    po = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "{}"\nmsgstr "x"\n'
    school.write("translations/fr/foundations.po", po.format("Foundations of AI"))
    before = school.load()
    share = before.translated(before.courses[0], "fr")
    catalog, course = about(school)
    assert catalog.translated(course, "fr") < share


def test_a_sentence_with_a_colon_that_yaml_takes_apart_is_told(school):
    catalog, _ = about(school, "outcomes:\n  - Know this: a model\n")
    assert [f.id for f in catalog.findings if f.path.name == "course.yaml"] == ["wrong-value"]


def test_a_lesson_may_not_have_the_address_of_a_page_of_the_course(school):
    school.write("courseware/foundations/words/lesson.md", "---\nid: w\ntitle: W\n---\n\nText.\n")
    path = school.course / "course.yaml"
    path.write_text(path.read_text("utf-8") + "  - words\n", "utf-8")
    assert [f.id for f in school.load().findings if f.path == path] == ["taken-folder-name"]


def test_a_project_has_no_number_and_an_unknown_kind_is_told(school):
    path = school.course / "02-data" / "lesson.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("title: Data", "title: Data\nkind: project"), "utf-8")
    course = school.load().courses[0]
    assert [course.number_of(lesson) for lesson in course.lessons] == [1, None]
    assert course.lessons[1].kind == "project"
    path.write_text(text.replace("title: Data", "title: Data\nkind: poject"), "utf-8")
    assert [f.id for f in school.load().findings if f.path == path] == ["wrong-value"]


def test_a_translation_is_unreviewed_until_its_file_names_a_speaker(school):
    head = 'msgid ""\nmsgstr "X-Reviewed-By: {}\\n"\n\nmsgid "Data"\nmsgstr "Données"\n'
    path = school.write("translations/fr/foundations.po", head.format(""))
    course = school.load().courses[0]
    assert course.unreviewed("fr") and not course.unreviewed("en") and not course.unreviewed("sw")
    path.write_text(head.format("A. Diop"), "utf-8")
    assert not school.load().courses[0].unreviewed("fr")


def test_a_lesson_says_whether_it_explains_words(school):
    path = school.course / "02-data" / "lesson.md"
    path.write_text(path.read_text("utf-8") + "\n::: glossary\nrow\n: One thing.\n:::\n", "utf-8")
    assert [lesson.has_words for lesson in school.load().courses[0].lessons] == [False, True]


def test_a_course_for_beginners_comes_before_one_that_builds_on_it(school):
    school.write(
        "courseware/advanced-models/course.yaml",
        "id: advanced-models\ntitle: Models\nlevel: intermediate\nlessons: []\n",
    )
    assert [course.slug for course in school.load().courses] == ["foundations", "advanced-models"]
