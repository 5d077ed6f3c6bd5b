"""The environment variables that a kernel sees: an allow-list, so no secret is handed down."""

from collections.abc import Mapping
from pathlib import Path

ALLOWED = frozenset(
    {
        "PATH",
        "LANG",
        "LANGUAGE",
        "TZ",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
        # Windows finds its own libraries and the number of cores through these.
        "SYSTEMROOT",
        "SYSTEMDRIVE",
        "WINDIR",
        "COMSPEC",
        "PATHEXT",
        "NUMBER_OF_PROCESSORS",
        "PROCESSOR_ARCHITECTURE",
        "PROGRAMDATA",
        "PROGRAMFILES",
    }
)

ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "BLIS_NUM_THREADS",
)


def allowed(environ: Mapping[str, str]) -> dict[str, str]:
    """The harmless part of `environ`: where programs are, the language, the time zone."""
    return {
        name: value
        for name, value in environ.items()
        if name.upper() in ALLOWED or name.upper().startswith("LC_")
    }


def kernel_environment(
    environ: Mapping[str, str], *, home: Path, temporary: Path, matplotlib: Path
) -> dict[str, str]:
    """The whole environment of a kernel, with every folder a library may write to in scratch."""
    variables = allowed(environ)
    variables.update(dict.fromkeys(ONE_THREAD, "1"))
    # Joblib would take shared memory, which may be closed to it and has no limit of its own.
    folders = ("TMPDIR", "TEMP", "TMP", "JOBLIB_TEMP_FOLDER")
    variables.update(dict.fromkeys(folders, str(temporary)))
    variables.update(
        dict.fromkeys(
            ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME"), str(home)
        )
    )
    variables.update(
        {
            "XDG_CACHE_HOME": str(home / ".cache"),
            "IPYTHONDIR": str(home / ".ipython"),
            "JUPYTER_CONFIG_DIR": str(home / ".jupyter"),
            "JUPYTER_PLATFORM_DIRS": "0",
            "MPLCONFIGDIR": str(matplotlib),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "PYTHONNOUSERSITE": "1",
            "PYTHONUTF8": "1",
            # The same code gives the same order of a set in every run, so marks do not wobble.
            "PYTHONHASHSEED": "0",
            # One arena of malloc for each thread would count 64 MB towards the memory limit.
            "MALLOC_ARENA_MAX": "2",
        }
    )
    return variables
