"""Solutions are taken out of a lesson's text for paper, and the rest is unfolded."""

from app.web.learn.folded import ROOM, Solution, on_paper


def test_a_solution_leaves_room_and_keeps_its_title() -> None:
    made = on_paper(
        '<h3 id="a">Two <code>pumps</code></h3><p>Which?</p>'
        '<details class="solution" id="s"><summary>Solution</summary><p>B.</p></details><p>On.</p>'
    )
    assert made.html == f'<h3 id="a">Two <code>pumps</code></h3><p>Which?</p>{ROOM}<p>On.</p>'
    assert made.solutions == (Solution("Two <code>pumps</code>", "<p>B.</p>"),)


def test_boxes_within_each_other_are_told_apart() -> None:
    inner = '<details class="hint"><summary>Hint</summary>H</details>'
    deep = '<details class="solution"><summary>S</summary>deep</details>'
    made = on_paper(
        f'<p class="label">Challenge</p><details class="solution"><summary>S</summary>{inner}{deep}'
        f'</details>{inner}<details class="hint"><summary>Hint</summary>{deep}</details>'
    )
    opened = inner.replace("<details", "<details open")
    assert [one.title_html for one in made.solutions] == ["Challenge", "Challenge"]
    assert made.solutions[0].html == opened + deep.replace("<details", "<details open")
    assert made.solutions[1].html == "deep"
    assert made.html == (
        f'<p class="label">Challenge</p>{ROOM}{opened}'
        f'<details open class="hint"><summary>Hint</summary>{ROOM}</details>'
    )


def test_what_is_not_folded_stays_as_it_is() -> None:
    for html in ("", "<p>solution</p>", "<details open><summary>A</summary>b</details>"):
        assert on_paper(html).html == html and not on_paper(html).solutions
