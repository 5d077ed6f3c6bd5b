"""Kisima: an AI training course platform that works where the network does not."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.catalog import Catalog
    from app.kernels import LiveKernels
    from app.settings import Settings
    from app.sync.terms import Terms

__version__ = "0.1.0"


def create_app(settings: Settings, live: LiveKernels | None = None) -> Flask:
    """Put the parts together: the one place where that happens.

    `live` runs students' code; without it a process of its own is started when it is first
    needed. Raises a KisimaError where the data folder or the store cannot be used.
    """
    from app.authoring.intake.leftovers import clear_leftovers
    from app.authoring.translating.desk import Desk
    from app.authoring.workshop import Workshop
    from app.catalog.shelf import Shelf
    from app.kernels import Limits, RemoteKernels
    from app.kernels.checkup import Checkups
    from app.tasks import grading_task, make_huey
    from app.web import init_web
    from app.web.services import Machine, Services

    app = create_store(settings, connections=settings.threads)
    clear_leftovers(settings.own)
    catalog = open_catalog(settings, settings.cache)
    huey = make_huey(settings.queue, settings.data)
    live = live or RemoteKernels(
        max_kernels=settings.kernels,
        idle_seconds=settings.kernel_idle,
        sandbox=settings.sandbox,
        preload=settings.preloaded,
        limits=Limits(cell_seconds=settings.cell_seconds, memory_mb=settings.kernel_memory_mb),
    )
    key_file = settings.data / "secret.key"
    shelf = Shelf(catalog)
    services = Services(
        shelf=shelf,
        workshop=Workshop(settings.own, shelf.current, shelf.look_now),
        desk=Desk(settings.own, settings.translations, shelf.current),
        live=live,
        wake_grader=grading_task(huey, no_work_here),
        school=settings.school,
        setup_file=settings.data / "setup-code.txt",
        upload_bytes=settings.upload_mb * 1_000_000,
        pass_share=settings.pass_share,
        machine=Machine(
            version=__version__,
            data=settings.data,
            database="postgresql" if settings.on_postgresql else "sqlite",
            sandbox=settings.sandbox,
            graders=settings.graders,
            checkups=Checkups(live, private=key_file),
        ),
        consent_by_instructor=settings.consent_by_instructor == "yes",
        sync=sync_terms(settings),
        stick_folder=settings.stick_folder,
    )
    key = secret_key(key_file)
    if settings.role == "centre":
        from app.centre.session_keys import session_key

        with app.app_context():
            key = session_key()
    init_web(
        app,
        services,
        secret_key=key,
        session_days=settings.session_days,
        translations=settings.translations,
        cache=settings.cache,
        language=settings.language,
        timezone=settings.timezone,
        role=settings.role,
    )
    if settings.role == "centre":
        from app.web.centre import sync_api

        # A few threads are left for people, however many laptops call at once.
        sync_api.install(app, at_once=max(1, settings.threads - 2))
    if settings.proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix

        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    return app


def create_store(settings: Settings, connections: int) -> Flask:
    """An app with the store and nothing else, the store brought to its newest step."""
    from flask import Flask

    import app.authoring.models
    import app.journal.models
    import app.people.models
    import app.progress.assessing.models
    import app.progress.assigning.models
    import app.progress.marking.models
    import app.progress.models
    import app.sync.models  # noqa: F401  (the tables must be known)
    from app import database

    store = Flask("app", static_folder=None, template_folder="web/templates")
    prepare_data_folder(settings.data)
    database.init_database(store, settings.store, connections)
    with store.app_context():
        database.migrate(settings.data / "backups")
        if settings.role == "centre":
            from app.centre.generation import start

            start(settings.data)
    return store


def open_catalog(settings: Settings, cache: Path | None = None) -> Catalog:
    """Everything there is to learn here, the school's own first.

    `cache` is where rendered pages are kept; without it they are kept in memory only.
    """
    from app.catalog import load_catalog

    return load_catalog(
        settings.courseware_folders,
        settings.exercise_folders,
        settings.translation_folders,
        cache,
    )


def create_worker(settings: Settings) -> Callable[[], None]:
    """Put a grading worker together; the function returned grades until the process is told to
    stop. Raises as create_app does."""
    from app.kernels import Limits
    from app.kernels.engines import best_engine
    from app.tasks import Grader, Trier, do_what_waits, grading_task, make_huey, run_worker

    store = create_store(settings, connections=settings.graders * 2 + 1)
    catalog = open_catalog(settings, settings.cache)
    limits = Limits(cell_seconds=settings.cell_seconds, memory_mb=settings.kernel_memory_mb)
    engine = best_engine(sandbox=settings.sandbox, preload=settings.preloaded)
    huey = make_huey(settings.queue, settings.data)
    grader = Grader(store, catalog, engine, limits, settings.lease_seconds, settings.pass_share)
    trier = Trier(store, settings.own, catalog, engine, limits)
    wake_up = grading_task(huey, partial(do_what_waits, grader, trier))
    return partial(
        run_worker,
        catalog,
        huey,
        grader,
        trier,
        wake_up,
        settings.graders,
        settings.lease_seconds / 2,
        settings.own,
    )


def sync_terms(settings: Settings, *, now: bool = False, asked_by: int | None = None) -> Terms:
    """What a run may do that sends progress; with `now` a used-up budget does not stop it."""
    from zoneinfo import ZoneInfo

    from app.sync.terms import Terms

    return Terms(
        data=settings.data,
        app_version=__version__,
        budget_mb=settings.sync_budget_mb,
        zone=ZoneInfo(settings.timezone) if settings.timezone else None,
        now=now,
        asked_by=asked_by,
    )


def prepare_data_folder(data: Path) -> None:
    """Make the folder; raises DataFolderUnusable where it cannot be written to.

    A file in the place of the cache's folder goes: it holds nothing of anybody's.
    """
    from app.errors import DataFolderUnusable

    try:
        # Whoever else uses this computer has no business with marks and keys.
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = data / f".writable-{secrets.token_hex(4)}"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
        if (data / "cache").is_file():
            (data / "cache").unlink()
    except OSError as error:
        raise DataFolderUnusable(path=data, reason=error.strerror or error) from error


def secret_key(path: Path) -> bytes:
    """The key that signs sessions, from its file; made on the first call, readable by its owner.

    Raises DataFolderUnusable where the file can be neither read nor written.
    """
    from app.errors import DataFolderUnusable

    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except (OSError, ValueError):
        key = b""
    if len(key) >= 32:
        return key
    key = secrets.token_bytes(32)
    try:
        path.touch(mode=0o600)
        path.write_text(key.hex(), "ascii")
    except OSError as error:
        raise DataFolderUnusable(path=path.parent, reason=error) from error
    return key


def no_work_here() -> None:
    """The pages' process sends wake-ups and never grades."""
