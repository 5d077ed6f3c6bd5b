"""The translators' pages: a language added, a course translated text by text and by file."""

import io
import re
from pathlib import Path

import polib
import pytest

DESK = "/translate/wells/sw"


@pytest.fixture
def own(school) -> Path:
    """The school's own folder of translations."""
    return school.extensions["kisima"].desk.places.own


@pytest.fixture
def translator(teacher):
    """The teacher, after Swahili was added."""
    teacher.get("/translate/")
    assert teacher.post("/translate/languages", {"code": "sw"}).status_code == 302
    return teacher


def entry_of(translator, words: str) -> str:
    """The address of the text with these words."""
    page = translator.get(f"{DESK}/?q={words}").text.partition('class="things texts"')[2]
    return re.search(rf'href="({DESK}/[0-9a-f]{{12}})"', page)[1]


def base_of(page: str) -> str:
    return re.search(r'name="base" value="([^"]+)"', page)[1]


def save(translator, address: str, text: str, do: str = "stay", base: str = ""):
    base = base or base_of(translator.get(address).text)
    return translator.post(address, {"text": text, "base": base, "do": do})


def po(own: Path) -> dict[str, polib.POEntry]:
    return {entry.msgid: entry for entry in polib.pofile(str(own / "sw/wells.po"))}


def upload(translator, text: str | bytes):
    data = text.encode() if isinstance(text, str) else text
    translator.get(f"{DESK}/file")
    return translator.post(f"{DESK}/file", {"file": (io.BytesIO(data), "a.po")})


def test_a_language_is_added_and_stands_beside_every_course(translator):
    page = translator.get("/translate/").text
    assert "Kiswahili" in page and DESK in page


def test_a_code_that_nobody_knows_is_refused(teacher, own):
    teacher.get("/translate/")
    answer = teacher.post("/translate/languages", {"code": "../xx"})
    assert answer.status_code == 400 and "No language has the code" in answer.text
    assert not own.exists()


def test_a_text_is_saved_and_the_next_one_opens(translator, own):
    address = entry_of(translator, "Rain+falls")
    answer = save(translator, address, "Mvua hunyesha. ![Wingu](cloud.svg)", "next")
    assert answer.status_code == 302 and answer.location.startswith(DESK)
    assert answer.location != address
    saved = po(own)["Rain falls. ![A cloud](cloud.svg)"]
    assert saved.msgstr == "Mvua hunyesha. ![Wingu](cloud.svg)" and not saved.fuzzy


def test_students_read_it_and_find_its_language_without_a_restart(translator, school, new_visitor):
    save(translator, entry_of(translator, "A+pump"), "Pampu huinua maji.")
    school.extensions["kisima"].shelf.look_now()
    reader = new_visitor(school)
    assert "Kiswahili" in reader.get("/sign-in").text
    reader.sign_in("amina")
    reader.get("/")
    reader.post("/language", {"lang": "sw"})
    assert "Pampu huinua maji." in reader.get("/courses/wells/02-pumps/").text


def test_a_lost_address_is_named_and_what_was_typed_stays(translator, own):
    answer = save(translator, entry_of(translator, "Rain+falls"), "Mvua hunyesha.")
    assert answer.status_code == 422 and "Not saved yet" in answer.text
    assert "cloud.svg" in answer.text and ">\nMvua hunyesha.</textarea>" in answer.text
    assert not (own / "sw/wells.po").exists()


def test_two_translators_of_one_text_see_both(translator, own):
    address = entry_of(translator, "A+pump")
    base = base_of(translator.get(address).text)
    save(translator, address, "Pampu huinua maji.", base=base)
    answer = save(translator, address, "Pampu inainua maji.", base=base)
    assert answer.status_code == 409 and "Somebody else has saved" in answer.text
    assert "Pampu huinua maji." in answer.text
    assert ">\nPampu inainua maji.</textarea>" in answer.text
    assert save(translator, address, "Zote.", base=base_of(answer.text)).status_code == 302
    assert po(own)["A pump lifts water."].msgstr == "Zote."


def test_what_has_changed_since_is_marked_by_words(translator, courseware, school):
    save(translator, entry_of(translator, "A+pump"), "Pampu huinua maji.")
    lesson = courseware / "wells/02-pumps/lesson.md"
    lesson.write_text(lesson.read_text("utf-8").replace("lifts water", "lifts clean water"))
    school.extensions["kisima"].shelf.look_now()
    page = translator.get(entry_of(translator, "A+pump")).text
    assert re.search(r"<ins>clean\s*</ins>", page) and "changed since" in page
    assert ">\nPampu huinua maji.</textarea>" in page


def test_the_old_translation_is_confirmed_by_saving_it(translator, courseware, school, own):
    save(translator, entry_of(translator, "A+pump"), "Pampu huinua maji.")
    lesson = courseware / "wells/02-pumps/lesson.md"
    lesson.write_text(lesson.read_text("utf-8").replace("lifts water", "lifts clean water"))
    school.extensions["kisima"].shelf.look_now()
    save(translator, entry_of(translator, "A+pump"), "Pampu huinua maji.")
    assert not po(own)["A pump lifts clean water."].fuzzy


def test_it_shows_how_a_text_looks_before_it_is_saved(translator, own):
    address = entry_of(translator, "A+pump")
    base = base_of(translator.get(address).text)
    form = {"text": "Pampu **huinua** <script>x</script>", "base": base}
    assert "<strong>huinua</strong>" in translator.post(address, form | {"do": "look"}).text
    piece = translator.post(f"{address}/look", form, headers={"X-Fragment": "1"}).text
    assert "<strong>huinua</strong>" in piece and "<script" not in piece
    assert not (own / "sw/wells.po").exists()


def test_words_of_the_glossary_are_marked_with_their_translation(translator, own):
    (own / "glossary.csv").write_text("term,definition,sw,note\nPump,It lifts,pampu,Not bomba\n")
    page = translator.get(entry_of(translator, "A+pump")).text
    assert "<mark>pump</mark>" in page and ">pampu</strong>" in page and "Not bomba" in page


def test_texts_are_found_by_state_words_and_lesson(translator):
    save(translator, entry_of(translator, "A+pump"), "Pampu huinua maji.")
    done = translator.get(f"{DESK}/?show=done").text
    assert "A pump lifts water." in done and "Rain falls" not in done
    assert "Rain falls" in translator.get(f"{DESK}/?part=lesson-01-rain").text
    assert "A pump" in translator.get(f"{DESK}/?q=HUINUA").text
    assert "No text fits" in translator.get(f"{DESK}/?q=zebra").text


def test_the_reviewer_is_named_in_the_file(translator, own):
    save(translator, entry_of(translator, "A+pump"), "Pampu huinua maji.")
    translator.get(f"{DESK}/")
    translator.post(f"{DESK}/reviewed", {"name": " Neema \n Mushi "})
    assert polib.pofile(str(own / "sw/wells.po")).metadata["X-Reviewed-By"] == "Neema Mushi"


def test_a_file_goes_out_and_comes_back_after_it_was_shown(translator, own):
    file = polib.pofile(translator.get(f"{DESK}/file.po").text)
    assert file.metadata["Language"] == "sw" and "nplurals=2" in file.metadata["Plural-Forms"]
    file.find("A pump lifts water.").msgstr = "Pampu huinua maji."
    file.find("Rain falls. ![A cloud](cloud.svg)").msgstr = "Mvua hunyesha."
    shown = upload(translator, str(file))
    assert "Take in 1 translation" in shown.text and "<code>cloud.svg</code>" in shown.text
    assert not (own / "sw/wells.po").exists()
    taken = translator.post(re.search(r'action="([^"]+/file/\w+)"', shown.text)[1])
    assert taken.status_code == 302
    assert po(own)["A pump lifts water."].msgstr == "Pampu huinua maji."
    assert po(own)["Rain falls. ![A cloud](cloud.svg)"].msgstr == ""


HEAD = 'msgid ""\nmsgstr "Language: {}\\nPlural-Forms: {}\\n"\n\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD.format("sw", "") + 'msgid "A pump lifts water."\nmsgstr "x\n', "Line 5"),
        (HEAD.format("fr", "") + 'msgid "Pumps"\nmsgstr "x"\n', "“fr”"),
        (
            b"\xef\xbb\xbf" + HEAD.format("sw", "").encode() + b'msgid "a"\nmsgstr "\xff"\n',
            "Line 5",
        ),
        (b"\n" * 5_000_001, "more than 5 MB"),
        (b"", "no texts of a translation"),
        (
            HEAD.format("sw", "") + 'msgid "a"\nmsgstr "x"\n\nmsgid "a"\nmsgstr "y"\n',
            "line 4 stands again in line 7",
        ),
        ("<<<<<<< HEAD\n" + HEAD.format("sw", ""), "Line 1"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(translator, own, text, said):
    answer = upload(translator, text)
    assert answer.status_code == 422 and said in answer.text
    assert not (own / "sw/wells.po").exists()


def test_foreign_plural_forms_are_told_and_left_out(translator):
    text = HEAD.format("sw", "nplurals=3; plural=n%3;")
    text += 'msgid "Pumps"\nmsgid_plural "Pumps"\nmsgstr[0] "a"\nmsgstr[1] "b"\nmsgstr[2] "c"\n\n'
    text += 'msgid "A pump lifts water."\nmsgstr "Pampu huinua maji."\n'
    shown = upload(translator, text).text
    assert "nplurals=3" in shown and "plural forms, which lessons do not have" in shown
    assert "Take in 1 translation" in shown


def test_every_save_is_kept_as_a_version(translator, school):
    from app.authoring import versions

    address = entry_of(translator, "A+pump")
    save(translator, address, "Moja.")
    save(translator, address, "Mbili.")
    with school.app_context():
        kept = versions.versions("translations/sw/wells.po")
        texts = [versions.version(one.id)[1].decode() for one in kept]
    assert ["Moja." in text for text in texts] == [False, True]
    assert all(one.by for one in kept)


def test_a_student_is_kept_out(amina):
    assert amina.get("/translate/").status_code == 403


def test_numbers_stand_ready_in_the_language_s_own_way(courseware, school, teacher):
    with (courseware / "wells/02-pumps/lesson.md").open("a", encoding="utf-8") as page:
        page.write("\n12,650.5\n")
    school.extensions["kisima"].shelf.look_now()
    teacher.get("/translate/")
    teacher.post("/translate/languages", {"code": "pt"})
    found = teacher.get("/translate/wells/pt/?q=12,650.5").text.partition('class="things texts"')[2]
    address = re.search(r'href="(/translate/wells/pt/[0-9a-f]{12})"', found)[1]
    page = teacher.get(address).text
    assert "12.650,5</textarea>" in page and "Numbers only." in page
    assert teacher.post(address, {"text": "12.650,5", "base": base_of(page)}).status_code == 302
    assert "Numbers only." not in teacher.get(address).text
