"""What the pages' process does not load when it starts: its memory is a small laptop's."""

import subprocess
import sys
from pathlib import Path

HEAVY = (
    "IPython markdown markdown_it matplotlib nbclient nbformat nh3 numpy pandas PIL polib "
    "rapidfuzz segno sklearn"
)


def test_the_pages_start_without_what_they_seldom_need(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from app import create_app\n"
        "from app.settings import load_settings\n"
        f"create_app(load_settings({{'data': {str(tmp_path / 'data')!r}}}, {{}}))\n"
        f"print(sorted(set({HEAVY!r}.split()) & set(sys.modules)))\n"
    )
    # The second start finds everything in the caches, as nearly every start does.
    said = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        for _ in range(2)
    ]
    assert said[1].stdout == "[]\n"
