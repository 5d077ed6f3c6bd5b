"""Finding a browser of the Chromium family for the browser tests."""

import os
import shutil
from pathlib import Path

ADVICE = (
    "no Chromium was found. Install one (Debian: sudo apt install chromium-headless-shell; "
    "Ubuntu: sudo apt install chromium-browser; Windows: Edge or Chrome), or give its path in "
    "KISIMA_CHROMIUM."
)
COMMANDS = (
    # The engine without windows, menus and tabs, none of which a test looks at: it needs half of
    # the processor time, and is what Playwright itself takes for tests without a screen.
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
    "chrome",
)
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
WINDOWS_PLACES = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
MAC_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)


def find_chromium() -> str | None:
    """The path of a browser, the one named in KISIMA_CHROMIUM first; None when there is none."""
    named = os.environ.get("KISIMA_CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    for command in COMMANDS:
        if found := shutil.which(command):
            return found
    bases = [os.environ[name] for name in WINDOWS_FOLDERS if name in os.environ]
    places = [Path(base) / place for base in bases for place in WINDOWS_PLACES]
    places += [Path(place) for place in MAC_PLACES]
    return next((str(place) for place in places if place.is_file()), None)
