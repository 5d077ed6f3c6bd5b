"""What a cell may use, and what becomes of one that wants more."""

import threading

import psutil

from app.kernels import Limits, NbclientEngine
from app.kernels.nbclient_kernel import NbclientKernel

STUBBORN = """
import time
while True:
    try:
        time.sleep(10)
    except BaseException:
        pass
"""


def test_an_endless_loop_is_stopped_and_the_kernel_lives_on(kernel: NbclientKernel) -> None:
    kernel.run("kept = 5")
    run = kernel.run("print('started', flush=True)\nwhile True: pass", timeout=0.5)
    assert run.status == "timeout"
    assert run.outputs[0]["text"] == "started\n"
    assert kernel.run("kept").outputs[0]["data"]["text/plain"] == "5"


def test_code_that_ignores_the_interrupt_is_killed(engine: NbclientEngine) -> None:
    kernel = engine.start(Limits(cell_seconds=0.3), {})
    assert kernel.run(STUBBORN).status == "timeout"
    assert not kernel.alive
    assert kernel.run("1").status == "died"
    kernel.close()


def test_all_cells_together_have_a_limit(engine: NbclientEngine) -> None:
    kernel = engine.start(Limits(cell_seconds=600, total_seconds=3), {})
    assert kernel.run("1").status == "ok"
    assert kernel.run("import time; time.sleep(600)").status == "timeout"
    assert kernel.run("1").status == "timeout"
    kernel.close()


def test_interrupt_from_another_thread(kernel: NbclientKernel) -> None:
    threading.Timer(0.3, kernel.interrupt).start()
    assert kernel.run("while True: pass").status == "interrupted"
    assert kernel.run("1").status == "ok"


def test_interrupt_of_an_idle_kernel_does_nothing(kernel: NbclientKernel) -> None:
    kernel.interrupt()
    assert kernel.run("1").status == "ok"


def test_too_much_memory_is_an_error_and_the_kernel_lives_on(engine: NbclientEngine) -> None:
    kernel = engine.start(Limits(memory_mb=600), {})
    run = kernel.run("x = bytearray(700_000_000)")
    assert (run.status, run.outputs[-1]["ename"]) == ("error", "MemoryError")
    assert kernel.run("1").status == "ok"
    kernel.close()


def test_a_spare_kernel_gets_the_limits_of_who_takes_it(engine: NbclientEngine) -> None:
    kernel = engine.start(Limits(memory_mb=900), {})
    run = kernel.run("import resource; resource.getrlimit(resource.RLIMIT_AS)[1] // 2**20")
    assert run.outputs[0]["data"]["text/plain"] == "900"
    kernel.close()


def test_endless_printing_is_cut_and_the_kernel_lives_on(kernel: NbclientKernel) -> None:
    kernel.run("kept = 6")
    before = psutil.Process().memory_info().rss
    run = kernel.run("while True: print('x' * 100)")
    assert run.status == "output-limit"
    assert 900_000 < len(run.outputs[0]["text"]) <= 1_000_000
    assert psutil.Process().memory_info().rss - before < 60_000_000
    assert kernel.run("kept").outputs[0]["data"]["text/plain"] == "6"


def test_one_huge_print_is_cut(kernel: NbclientKernel) -> None:
    run = kernel.run("print('x' * 30_000_000)")
    assert run.status == "output-limit"
    assert 900_000 < len(run.outputs[0]["text"]) <= 1_000_000
    assert kernel.run("1").status == "ok"


def test_one_huge_result_is_refused(kernel: NbclientKernel) -> None:
    before = psutil.Process().memory_info().rss
    assert kernel.run("'x' * 30_000_000").status == "output-limit"
    assert psutil.Process().memory_info().rss - before < 60_000_000
    assert kernel.run("1").status == "ok"


def test_one_huge_error_is_refused(kernel: NbclientKernel) -> None:
    assert kernel.run("raise ValueError('x' * 30_000_000)").status == "output-limit"
    assert kernel.run("1").status == "ok"


def test_a_million_tiny_outputs_are_cut(kernel: NbclientKernel) -> None:
    run = kernel.run("for i in range(10**6): display(i)")
    assert run.status == "output-limit"
    assert len(run.outputs) < 10_000


def test_an_animation_may_pass_more_than_it_keeps(kernel: NbclientKernel) -> None:
    run = kernel.run(
        "from IPython.display import clear_output\n"
        "for i in range(30):\n    clear_output(wait=True)\n    print(str(i) * 50_000)"
    )
    assert run.status == "ok"


def test_leaving_python_ends_the_cell_only(kernel: NbclientKernel) -> None:
    run = kernel.run("import sys\nsys.exit(0)")
    assert (run.status, [output["output_type"] for output in run.outputs]) == ("error", ["error"])
    assert kernel.run("exit()").status == "ok"
    assert kernel.run("1").status == "ok"
