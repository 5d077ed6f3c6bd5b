"""What a refresh of "the class now" weighs: a class of sixty, all bytes of the answers."""

import json
import re
import tempfile
from pathlib import Path

from scripts.benches.pages import links
from scripts.benches.rows import Row, Say
from scripts.benches.school import Browser, fill, serving

STUDENTS, SOME = 60, 6
NOW = "/teach/classes/1/now"
MOST = 1000


def rows(quick: bool, say: Say) -> list[Row]:
    """Nothing new, some students at another lesson, all of them at another one."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), STUDENTS)
        with serving(Path(folder)) as server:
            say(f"    {STUDENTS} students sign in")
            students = [Browser(server.port) for _ in range(STUDENTS)]
            for number, student in enumerate(students, 1):
                student.sign_in(f"s{number}")
            course = links(students[0], "/", "/courses/")[0]
            first, second = [one for one in links(students[0], course, course) if one != course][:2]
            head = Browser(server.port)
            head.sign_in("head", "a-long-password")
            found = re.search(r'data-since="([^"]+)"', head.get(NOW).text)
            assert found
            quiet, since = answers(head, found[1])
            visit(students[:SOME], first)
            some, since = answers(head, since)
            visit(students, second)
            every, since = answers(head, since)
    assert len(quiet) == 1 and len(some) > 1 and len(every) > 1
    return [
        Row("class now, nothing new", quiet[0], "B", MOST),
        Row(f"class now, {SOME} students moved", some[0], "B", MOST),
        Row(f"class now, all {STUDENTS} moved, the largest answer", max(every), "B", MOST),
        Row("… its answers", len(every) - 1, ""),
    ]


def visit(students: list[Browser], page: str) -> None:
    """Have them open a page."""
    for student in students:
        assert student.get(page).status == 200


def answers(head: Browser, since: str) -> tuple[list[int], str]:
    """The bytes of each answer until nothing is new, head and all, and the state then."""
    sizes = []
    while True:
        answer = head.get(f"{NOW}/changes?since={since}", **{"X-Fragment": "1"})
        sizes.append(answer.wire)
        if answer.status == 204:
            return sizes, since
        assert answer.status == 200, answer.status
        since = f"{since.split('.')[0]}.{json.loads(answer.text)['n']}"
