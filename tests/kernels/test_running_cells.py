"""What comes out of a cell."""

import base64
import struct
from itertools import pairwise

import pytest

from app.kernels.interface import Output
from app.kernels.nbclient_kernel import NbclientKernel


def text_of(outputs: tuple[Output, ...]) -> str:
    return "".join(output["text"] for output in outputs)


def test_last_expression_is_the_result(kernel: NbclientKernel) -> None:
    run = kernel.run("20 + 3")
    assert run.status == "ok"
    assert run.outputs[0]["output_type"] == "execute_result"
    assert run.outputs[0]["data"] == {"text/plain": "23"}
    assert run.outputs[0]["execution_count"] == run.execution_count


def test_variables_stay_for_the_next_cell(kernel: NbclientKernel) -> None:
    kernel.run("heights = [150, 160]")
    assert kernel.run("sum(heights)").outputs[0]["data"]["text/plain"] == "310"


def test_outputs_are_plain_dicts(kernel: NbclientKernel) -> None:
    run = kernel.run("print('a')\n{'b': 1}")
    assert [type(output) for output in run.outputs] == [dict, dict]
    assert type(run.outputs[1]["data"]) is dict


def test_prints_of_one_stream_become_one_output(kernel: NbclientKernel) -> None:
    run = kernel.run("for i in range(3):\n    print(i, flush=True)")
    assert run.outputs == ({"output_type": "stream", "name": "stdout", "text": "0\n1\n2\n"},)


def test_an_error_keeps_what_was_printed_before(kernel: NbclientKernel) -> None:
    run = kernel.run("print('before')\n1 / 0")
    assert run.status == "error"
    assert [output["output_type"] for output in run.outputs] == ["stream", "error"]
    assert run.outputs[1]["ename"] == "ZeroDivisionError"


def test_the_kernel_goes_on_after_an_error(kernel: NbclientKernel) -> None:
    assert kernel.run("this is not Python").status == "error"
    assert kernel.run("1").status == "ok"


def test_an_empty_cell_is_ok(kernel: NbclientKernel) -> None:
    run = kernel.run("\n  \n")
    assert (run.status, run.outputs) == ("ok", ())


def test_a_plot_fits_a_phone_with_letters_of_a_size_to_read(kernel: NbclientKernel) -> None:
    run = kernel.run("import matplotlib.pyplot as plt\nplt.plot([1, 4, 9])\nplt.show()")
    png = base64.b64decode(run.outputs[0]["data"]["image/png"])
    width, height = struct.unpack(">II", png[16:24])
    assert 300 < width < 400
    assert 200 < height < 300
    asked = kernel.run("print(plt.rcParams['font.size'] * plt.rcParams['figure.dpi'] / 72)")
    on_a_phone = float(text_of(asked.outputs)) * min(1, 282 / width)
    assert on_a_phone > 9


def test_a_progress_bar_shows_its_last_state_only(kernel: NbclientKernel) -> None:
    run = kernel.run("for i in range(5):\n    print(f'\\r{i} of 4', end='', flush=True)")
    assert text_of(run.outputs) == "4 of 4"


def test_a_display_can_be_updated(kernel: NbclientKernel) -> None:
    run = kernel.run("handle = display('first', display_id=True)\nhandle.update('second')")
    assert [output["data"]["text/plain"] for output in run.outputs] == ["'second'"]


def test_clear_output_takes_outputs_back(kernel: NbclientKernel) -> None:
    run = kernel.run(
        "from IPython.display import clear_output\n"
        "print('old')\nclear_output(wait=True)\nprint('new')"
    )
    assert text_of(run.outputs) == "new\n"


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("import asyncio\nawait asyncio.sleep(0)\nprint('later')", "later\n"),
        ("import os\n_ = os.system('echo from a shell')", "from a shell"),
        (
            "import threading\nt = threading.Thread(target=print, args=('thread',))\n"
            "t.start()\nt.join()",
            "thread\n",
        ),
        (
            "import subprocess, sys\n"
            "print(subprocess.check_output([sys.executable, '-c', 'print(7)'], text=True))",
            "7",
        ),
    ],
)
def test_ordinary_python_works(kernel: NbclientKernel, source: str, printed: str) -> None:
    run = kernel.run(source)
    assert run.status == "ok"
    assert printed.strip() in text_of(run.outputs)


def test_input_says_what_to_do_instead(kernel: NbclientKernel) -> None:
    run = kernel.run("name = input('Your name? ')")
    assert run.status == "error"
    assert "Write the value into the code" in run.outputs[-1]["evalue"]


def test_outputs_are_told_while_the_cell_runs(kernel: NbclientKernel) -> None:
    told: list[str] = []
    kernel.run(
        "import time\nfor i in range(4):\n    print(i, flush=True)\n    time.sleep(0.15)",
        on_outputs=lambda outputs: told.append(text_of(outputs)),
    )
    assert len(told) >= 2
    assert told[0].startswith("0\n")
    assert all(later.startswith(earlier) for earlier, later in pairwise(told))
