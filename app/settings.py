"""Every setting, declared once: its name, its default and one sentence of help.

A value comes from the first place that has it: the command line, the environment
(`KISIMA_PORT=9000`), `settings.toml` in the data folder, the default.
"""

import math
import os
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from app.errors import N_, KisimaError

ROOT = Path(__file__).resolve().parent.parent


class BadSetting(KisimaError):
    sentence = N_("The setting %(name)s cannot be “%(value)s”: %(help)s")


class UnknownSetting(KisimaError):
    sentence = N_("There is no setting called “%(name)s” (found in %(place)s).")


class BadSettingsFile(KisimaError):
    sentence = N_("The settings file %(path)s cannot be read: %(reason)s")


def setting(
    default: Any,
    help: str,
    least: float = 1,
    most: float = math.inf,
    *,
    choices: tuple[str, ...] = (),
) -> Any:
    """Declare one setting; `least` and `most` are for numbers, `choices` for words."""
    about = {"help": help, "least": least, "most": most, "choices": choices}
    return field(default=default, metadata=about)


@dataclass(frozen=True)
class Settings:
    """All settings of one installation. Durations are in seconds, sizes in the unit named."""

    data: Path = setting(ROOT / "data", "Folder that holds everything this school makes.")
    host: str = setting("0.0.0.0", "Address to listen on; 127.0.0.1 shuts the network out.")
    port: int = setting(8080, "Port, at most 65535; browsers keep drafts by it.", most=65535)
    proxies: int = setting(
        0,
        "Reverse proxies in front, whose word on a visitor's address and on https is believed.",
        0,
        9,
    )
    threads: int = setting(6, "Requests answered at the same time.", 1, 200)
    school: str = setting("", "Name of the school, shown at the top of each page.")
    language: str = setting("en", "Language for visitors whose browser asks for none of ours.")
    timezone: str = setting("", "Time zone such as Africa/Nairobi; empty means the machine's.")
    role: str = setting(
        "node",
        "node: a school's laptop; centre: where schools' laptops send their progress.",
        choices=("node", "centre"),
    )
    database_url: str = setting("", "SQLAlchemy URL of the store; empty means SQLite in data.")
    queue_url: str = setting(
        "",
        "PostgreSQL URL of the queue; empty means the store's own where that is PostgreSQL, "
        "else SQLite in data.",
    )
    courseware: Path = setting(ROOT / "courseware", "Folder with the courses.")
    exercises: Path = setting(ROOT / "exercises", "Folder with the exercises.")
    translations: Path = setting(ROOT / "translations", "Folder with the translations.")
    upload_mb: int = setting(20, "Largest notebook that may be uploaded, in megabytes.", 1, 160)
    consent_by_instructor: str = setting(
        "yes",
        "yes: an instructor may record that students agreed to their progress leaving the school; "
        "no: each student says so herself.",
        choices=("yes", "no"),
    )
    sync_budget_mb: float = setting(
        0, "Megabytes a month, both directions, that sending progress may cost; 0: no limit.", 0
    )
    stick_folder: str = setting(
        "", "Folder offered as a USB stick, for drives that are not found by themselves."
    )
    session_days: int = setting(30, "Days after which a person must sign in again.", 1, 3650)
    kernels: int = setting(8, "Students whose code may run on this machine at the same time.", 1)
    kernel_idle: int = setting(600, "Seconds after which an idle student's kernel is ended.", 10)
    kernel_memory_mb: int = setting(1024, "Memory a student's code may use, in megabytes.", 128)
    cell_seconds: int = setting(20, "Seconds that one cell of code may run.", 1)
    preload: str = setting(
        "numpy pandas matplotlib.pyplot sklearn.linear_model",
        "Modules that students' code finds loaded; with fewer, cells that need them begin later, "
        "and less memory is taken. Empty: none.",
    )
    sandbox: str = setting(
        "best",
        "best: students' code is confined by what this computer has (see kisima doctor); "
        "full: it does not run unless everything is there.",
        choices=("best", "full"),
    )
    graders: int = setting(1, "Submissions graded at the same time on this machine.", 1, 64)
    lease_seconds: int = setting(30, "Seconds after which a dead grader's work is taken over.", 1)
    pass_share: float = setting(0.5, "Share of the points that passes an exercise, 0 to 1.", 0, 1)

    @property
    def store(self) -> str:
        """The SQLAlchemy URL of the store."""
        return self.database_url or f"sqlite:///{(self.data / 'kisima.db').as_posix()}"

    @property
    def on_postgresql(self) -> bool:
        """Whether the store is on PostgreSQL."""
        return self.database_url.startswith("postgresql")

    @property
    def queue(self) -> str:
        """The PostgreSQL URL of the queue of wake-ups; empty for SQLite in the data folder."""
        return self.queue_url or (self.database_url if self.on_postgresql else "")

    @property
    def preloaded(self) -> tuple[str, ...]:
        """The names of the modules to be loaded before students' code is run."""
        return tuple(_words(self.preload))

    @property
    def own(self) -> Path:
        """Folder of the courses, exercises and translations that this school makes itself."""
        return self.data / "own"

    @property
    def courseware_folders(self) -> tuple[Path, ...]:
        """Where courses are, the school's own first."""
        return (self.own / "courseware", self.courseware)

    @property
    def exercise_folders(self) -> tuple[Path, ...]:
        """Where exercises are, the school's own first."""
        return (self.own / "exercises", self.exercises)

    @property
    def translation_folders(self) -> tuple[Path, ...]:
        """Where the PO files of courses are, the school's own first."""
        return (self.own / "translations", self.translations)

    @property
    def cache(self) -> Path:
        """Folder of what can be made again at any time."""
        return self.data / "cache"


def load_settings(
    overrides: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    defaults: Mapping[str, Any] | None = None,
) -> Settings:
    """Gather the settings; `overrides` with a value of None are passed over.

    `defaults` stand in for those declared here where nobody says anything else.

    Raises BadSetting, UnknownSetting or BadSettingsFile.
    """
    environ = os.environ if environ is None else environ
    given = {name: value for name, value in (overrides or {}).items() if value is not None}
    from_environ = {
        item.name: environ[f"KISIMA_{item.name.upper()}"]
        for item in fields(Settings)
        if f"KISIMA_{item.name.upper()}" in environ
    }
    defaults = defaults or {}
    asked = given.get("data") or from_environ.get("data") or defaults.get("data")
    data = Path(asked or Settings.data)
    from_file = _from_file(data / "settings.toml")
    values = {**defaults, **from_file, **from_environ, **given, "data": data}
    kinds = typing.get_type_hints(Settings)
    return Settings(
        **{
            item.name: _converted(item.name, values[item.name], kinds[item.name], item.metadata)
            for item in fields(Settings)
            if item.name in values
        }
    )


def _from_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text("utf-8-sig"))  # an old Notepad puts a mark first
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettingsFile(path=path, reason=error) from error
    known = {item.name for item in fields(Settings)}
    for name in values:
        if name not in known:
            raise UnknownSetting(name=name, place=path)
    return values


def _converted(name: str, value: Any, kind: Any, metadata: types.MappingProxyType) -> Any:
    try:
        converted = kind(value)
        if kind in (int, float) and not metadata["least"] <= converted <= metadata["most"]:
            raise ValueError(converted)
        if not _is_of_kind(name, value, converted):
            raise ValueError(value)
        if metadata["choices"] and converted not in metadata["choices"]:
            raise ValueError(value)
    except (TypeError, ValueError, OverflowError):
        raise BadSetting(name=name, value=value, help=metadata["help"]) from None
    return converted.absolute() if isinstance(converted, Path) else converted


def _is_of_kind(name: str, given: Any, value: Any) -> bool:
    """Whether what was written for a setting is of its kind: no yes for a number, no such zone."""
    if isinstance(given, bool) or (isinstance(value, str) and not isinstance(given, str)):
        return False
    if name == "preload":
        return all(part.isidentifier() for word in _words(value) for part in word.split("."))
    return name != "timezone" or not value or _is_timezone(value)


def _words(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _is_timezone(name: str) -> bool:
    # Seldom needed, and the start should be quick.
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
