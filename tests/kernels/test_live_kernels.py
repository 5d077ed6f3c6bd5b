"""One live kernel for each student, as many as there are places."""

import ast
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.kernels import (
    AlreadyRunning,
    Engine,
    Limits,
    LocalKernels,
    NoFreeKernel,
    RunState,
    UnknownRun,
)


class Clock:
    """Seconds that pass when the test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def shared_kernels(kept: Engine) -> Iterator[LocalKernels]:
    kernels = LocalKernels(kept, 4, 600, Limits(cell_seconds=10))
    yield kernels
    kernels.close()


@pytest.fixture
def live(shared_kernels: LocalKernels) -> Iterator[LocalKernels]:
    yield shared_kernels
    for owner in ("anna", "ben", "cleo", "dora"):
        shared_kernels.end(owner)


@pytest.fixture
def two_places(kept: Engine, clock: Clock) -> Iterator[LocalKernels]:
    kernels = LocalKernels(kept, 2, 600, Limits(), min_idle_seconds=60, clock=clock)
    yield kernels
    kernels.close()


def finished(kernels: LocalKernels, owner: str, state: RunState) -> RunState:
    until = time.monotonic() + 60
    while not state.done and time.monotonic() < until:
        state = kernels.poll(owner, state.run_id, wait=5, since=state.revision)
    return state


def run(kernels: LocalKernels, owner: str, *sources: str, workspace: str = "w") -> RunState:
    cells = [(f"c{number}", source) for number, source in enumerate(sources)]
    return finished(kernels, owner, kernels.run(owner, workspace, cells, {}))


def statuses(state: RunState) -> list[str]:
    return [cell.status for cell in state.cells]


def result(state: RunState) -> str:
    return str(state.cells[-1].outputs[-1]["data"]["text/plain"])


def test_running_returns_before_the_code_has_run(live: LocalKernels) -> None:
    state = live.run("anna", "w", [("a", "import time; time.sleep(0.3)"), ("b", "1")], {})
    assert (state.done, statuses(state)) == (False, ["waiting", "waiting"])
    assert statuses(finished(live, "anna", state)) == ["ok", "ok"]


def test_variables_are_kept_from_run_to_run(live: LocalKernels) -> None:
    assert run(live, "anna", "x = 2").kernel == "new"
    after = run(live, "anna", "x + 1")
    assert (after.kernel, result(after)) == ("kept", "3")


def test_one_error_leaves_the_rest_unrun(live: LocalKernels) -> None:
    assert statuses(run(live, "anna", "1", "1 / 0", "2", "3")) == [
        "ok",
        "error",
        "not-run",
        "not-run",
    ]


def test_students_do_not_share_variables(live: LocalKernels) -> None:
    run(live, "anna", "mine = 1")
    assert statuses(run(live, "ben", "mine")) == ["error"]


def test_files_come_with_the_kernel(live: LocalKernels, tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("7")
    state = live.run(
        "anna", "w", [("a", "open('d.csv').read()")], {"d.csv": str(tmp_path / "d.csv")}
    )
    assert result(finished(live, "anna", state)) == "'7'"


def test_another_exercise_gets_a_fresh_kernel(live: LocalKernels) -> None:
    run(live, "anna", "x = 1", workspace="first")
    other = run(live, "anna", "x", workspace="second")
    assert (other.kernel, statuses(other)) == ("new", ["error"])


def test_polling_waits_for_news_and_shows_outputs_on_the_way(live: LocalKernels) -> None:
    source = "import time\nprint('early', flush=True)\ntime.sleep(0.6)\nprint('late')"
    state = live.run("anna", "w", [("a", source)], {})
    seen = []
    while not state.done:
        state = live.poll("anna", state.run_id, wait=5, since=state.revision)
        seen.append((state.cells[0].status, "".join(o["text"] for o in state.cells[0].outputs)))
    assert ("running", "early\n") in seen
    assert seen[-1] == ("ok", "early\nlate\n")


def test_a_poll_without_news_ends_after_its_wait(live: LocalKernels) -> None:
    state = live.run("anna", "w", [("a", "import time; time.sleep(5)")], {})
    state = live.poll("anna", state.run_id, wait=0.5, since=state.revision)
    started = time.monotonic()
    assert not live.poll("anna", state.run_id, wait=0.2, since=99).done
    assert time.monotonic() - started > 0.15
    live.stop("anna")


def test_only_changed_cells_get_a_new_revision(live: LocalKernels) -> None:
    state = run(live, "anna", "1", "2")
    first, second = state.cells
    assert first.revision < second.revision <= state.revision


def test_a_second_run_waits_its_turn(live: LocalKernels) -> None:
    state = live.run("anna", "w", [("a", "import time; time.sleep(5)")], {})
    with pytest.raises(AlreadyRunning):
        live.run("anna", "w", [("a", "1")], {})
    live.stop("anna")
    assert finished(live, "anna", state).done


def test_stop_interrupts_and_keeps_the_variables(live: LocalKernels) -> None:
    state = live.run("anna", "w", [("a", "x = 3\nwhile True: pass"), ("b", "1")], {})
    while state.cells[0].status != "running":
        state = live.poll("anna", state.run_id, wait=5, since=state.revision)
    time.sleep(0.2)
    live.stop("anna")
    assert statuses(live.poll("anna", state.run_id)) == ["interrupted", "not-run"]
    assert result(run(live, "anna", "x")) == "3"


def test_restart_gives_a_new_kernel_also_in_mid_run(live: LocalKernels) -> None:
    run(live, "anna", "x = 1")
    state = live.run("anna", "w", [("a", "while True: pass")], {})
    live.poll("anna", state.run_id, wait=1, since=state.revision)
    live.restart("anna")
    assert statuses(live.poll("anna", state.run_id)) == ["interrupted"]
    after = run(live, "anna", "x")
    assert (after.kernel, statuses(after)) == ("new", ["error"])


def test_a_dead_kernel_is_said_so_and_replaced(live: LocalKernels) -> None:
    assert statuses(run(live, "anna", "x = 1", "import os; os._exit(0)", "1")) == [
        "ok",
        "died",
        "not-run",
    ]
    after = run(live, "anna", "1")
    assert (after.kernel, statuses(after)) == ("replaced", ["ok"])


def test_an_unknown_run_is_a_named_error(live: LocalKernels) -> None:
    with pytest.raises(UnknownRun):
        live.poll("nobody", "x")
    old = run(live, "anna", "1")
    run(live, "anna", "2")
    with pytest.raises(UnknownRun):
        live.poll("anna", old.run_id)


def test_end_forgets_the_owner(live: LocalKernels) -> None:
    state = run(live, "anna", "x = 1")
    live.end("anna")
    with pytest.raises(UnknownRun):
        live.poll("anna", state.run_id)
    assert run(live, "anna", "1").kernel == "new"


def test_when_all_places_are_taken_the_wait_is_told(two_places: LocalKernels, clock: Clock) -> None:
    run(two_places, "a", "1")
    clock.now += 20
    run(two_places, "b", "1")
    clock.now += 10
    with pytest.raises(NoFreeKernel) as refused:
        two_places.run("c", "w", [("a", "1")], {})
    assert refused.value.values["seconds"] == 30


def test_the_longest_idle_kernel_gives_way(two_places: LocalKernels, clock: Clock) -> None:
    run(two_places, "a", "x = 1")
    clock.now += 40
    run(two_places, "b", "x = 1")
    clock.now += 30
    assert statuses(run(two_places, "c", "1")) == ["ok"]
    assert result(run(two_places, "b", "x")) == "1"
    clock.now += 70
    again = run(two_places, "a", "x")
    assert (again.kernel, statuses(again)) == ("replaced", ["error"])


def test_a_whole_run_has_a_limit(kept: Engine) -> None:
    kernels = LocalKernels(kept, 1, 600, Limits(cell_seconds=600, total_seconds=4.0))
    state = run(kernels, "a", "1", "import time; time.sleep(600)", "1")
    assert statuses(state) == ["ok", "timeout", "not-run"]
    assert statuses(run(kernels, "a", "1")) == ["ok"]
    kernels.close()


def test_idle_kernels_are_closed(
    kept: Engine, eventually: Callable[[Callable[[], bool]], bool]
) -> None:
    kernels = LocalKernels(kept, 1, 0.4, Limits())
    state = run(kernels, "a", "import os; os.getcwd()")
    folder = Path(ast.literal_eval(result(state)))
    assert eventually(lambda: not folder.exists())
    assert run(kernels, "a", "1").kernel == "replaced"
    kernels.close()


def test_many_students_at_once(live: LocalKernels) -> None:
    answers: dict[str, str] = {}

    def work(owner: str) -> None:
        answers[owner] = result(run(live, owner, f"name = {owner!r}", "name"))

    owners = ("anna", "ben", "cleo", "dora")
    threads = [threading.Thread(target=work, args=(owner,)) for owner in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {owner: repr(owner) for owner in owners}
