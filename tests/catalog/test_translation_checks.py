"""What a translation may not lose: placeholders, headings, code, options and right answers."""

import pytest

from app.catalog.checks.checking import check
from app.catalog.translation.placeholders import lost, placeholders

SOURCE = (
    "# One\n\nText.\n\n## Two\n\n```python\nx = 1\n```\n\n"
    "```quiz id=q\nWhich?\n- [ ] A\n- [x] B\n```\n"
)


def found(school, text: str, front: str = "") -> list[str]:
    school.write(
        "courseware/foundations/02-data/lesson.md", f"---\nid: d\ntitle: Data\n---\n{SOURCE}"
    )
    french = f"---\ntitle: Données\n{front}---\n{text}"
    school.write("courseware/foundations/02-data/lesson.fr.md", french)
    findings = check(
        [],
        courseware=[school.courseware],
        exercises=[school.exercises],
        translations=[school.translations],
    )
    return [one.id for one in findings if one.path.name == "lesson.fr.md"]


@pytest.mark.parametrize(
    ("source", "translated", "names"),
    [
        ("See [it](a.md) and ![b](b.png).", "Voir [ça](a.md).", ["b.png"]),
        ("Open https://example.org/a.", "Ouvrez https://example.org/b.", ["https://example.org/a"]),
        ("Write `print(x)`.", "Écris `imprime(x)`.", ["`print(x)`"]),
        ("So $y = 2x$ holds.", "Donc $y = 3x$.", ["$y = 2x$"]),
        ("A note.[^1]", "Une note.", ["[^1]"]),
        ("Tick [x].", "Coche.", ["[x]"]),
        ("Write `# YOUR CODE`.", "Écris `# TON CODE`.", []),
        ("The value.", "La `valeur`.", []),
        ("So $y=2 x$.", "Donc $y = 2x$.", []),
        ("`a $ b` costs $5 or $6.", "`a $ b` coûte 5 $ ou 6 $.", []),
    ],
)
def test_what_is_lost_is_named(source, translated, names):
    assert [one.text for one in lost(source, translated)] == names
    assert lost(source, source) == ()


def test_all_that_must_stay_is_listed():
    kinds = [one.kind for one in placeholders("`a` [b](c.md) $x$ <https://e.org> [ ] [^n]")]
    assert sorted(kinds) == ["box", "code", "formula", "link", "link", "link"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (SOURCE, []),
        (SOURCE.replace("## Two\n", ""), ["lost-headings"]),
        (SOURCE.replace("```python\nx = 1\n```\n", ""), ["lost-code-blocks"]),
        (SOURCE.replace("- [ ] A\n", ""), ["other-options"]),
        (SOURCE.replace("[ ] A", "[x] A").replace("[x] B", "[ ] B"), ["other-answers"]),
        (SOURCE.replace("- [ ] A\n- [x] B", "= 5"), ["other-options"]),
        (SOURCE + "\n## Three\n", []),
    ],
)
def test_a_file_of_a_language_that_lost_something_fails(school, text, ids):
    assert found(school, text) == ids


def test_an_adapted_text_may_have_other_headings_but_no_other_answers(school):
    text = "```quiz id=q\nQuoi ?\n- [x] A\n- [ ] B\n```\n"
    assert found(school, text, "adapted: true\n") == ["other-answers"]


def test_a_translation_that_leads_nowhere_is_named(school):
    school.write("courseware/foundations/02-data/lesson.md", "---\nid: d\ntitle: D\n---\nHello.\n")
    entry = 'msgid "Hello."\nmsgstr "Bonjour [ici](rien.md)."\n'
    school.write("translations/fr/foundations.po", entry)
    findings = check(
        [],
        courseware=[school.courseware],
        exercises=[school.exercises],
        translations=[school.translations],
    )
    assert [(one.id, one.severity) for one in findings] == [("leads-nowhere", "error")]
