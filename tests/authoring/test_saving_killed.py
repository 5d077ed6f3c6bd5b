"""A server that is killed while it saves: what it said to be saved is there, and whole."""

import subprocess
import sys

from app.authoring.versions import KEEP_ALL

SAVER = """
import sys
from pathlib import Path
from app import create_store
from app.authoring.workshop import Workshop
from app.catalog import load_catalog
from app.settings import load_settings

data, own, shipped = map(Path, sys.argv[1:])
catalog = lambda: load_catalog([own / "courseware", shipped / "courseware"], [], [], None)
workshop = Workshop(own, catalog, catalog)
with create_store(load_settings({"data": data}, environ={}), connections=2).app_context():
    version = workshop.lesson_source("maize", "01-rules").version
    for number in range(10_000):
        body = f"{number}\\n{'a line' * 20_000}\\nend {number}\\n"
        text = "---\\nid: rules\\ntitle: Rules\\n---\\n\\n" + body
        saved = workshop.save_lesson("maize", "01-rules", text, base_version=version, by=1)
        version = saved.version
        print(number, flush=True)
"""


def test_what_was_saved_is_whole_after_a_kill(settings, desk, workshop, teacher):
    folders = [str(folder) for folder in (settings.data, desk.own, desk.shipped)]
    child = subprocess.Popen(
        [sys.executable, "-c", SAVER, *folders], stdout=subprocess.PIPE, text=True
    )
    said = [int(child.stdout.readline()) for _ in range(5)]
    child.kill()
    last = max([*said, *map(int, child.stdout.read().split())])
    child.wait()
    text = workshop.lesson_source("maize", "01-rules").text
    number = int(text.splitlines()[5])
    assert number >= last and text.endswith(f"\nend {number}\n")
    newest, *others = workshop.versions("courseware/maize/01-rules/lesson.md")
    assert workshop.version(newest.id)[1] == text
    # Every text before it and the shipped one, as far as versions are kept at all.
    assert len(others) >= min(number + 1, KEEP_ALL - 1)
    workshop.save_lesson(
        "maize", "01-rules", text + "On.\n", base_version=newest.digest, by=teacher
    )
