"""What the zygote learns before it is ready: the modules that typical cells import on the way."""

import importlib
import json
import os
import socket
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from app.kernels.fork.frames import FrameReader, encode

PLAIN = (
    "print('hello')\nlen('abc')",
    "1 / 0",
    "def broken(:",
    "import statistics\nstatistics.mean([])",
    "from IPython.display import display, HTML, Markdown\ndisplay(HTML('<b>x</b>'), [1, 2])",
    "%timeit -n1 -r1 1\n%pwd",
    "!true\nimport subprocess, tempfile, csv, json, re, math, random, datetime, collections",
    "import asyncio\nawait asyncio.sleep(0)",
)
NUMPY = (
    "import numpy as np\nrng = np.random.default_rng(1)\nX = rng.normal(size=(60, 3))\nX",
    "np.random.seed(1); np.random.normal(size=3); np.linalg.lstsq(X, X[:, 0], rcond=None); X @ X.T",
)
PANDAS = (
    "import pandas as pd\n"
    "df = pd.DataFrame(X, columns=list('abc'))\ndf['k'] = (df.a > 0).map({True: 'x', False: 'y'})\n"
    "df.to_csv('t.csv', index=False); pd.read_csv('t.csv')\ndf.head()",
    "display(df.describe(), df.groupby('k').mean()); df.info()\ndf['nothing']",
)
PLOTS = (
    "df.plot()",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(1, 2)\n"
    "ax[0].plot([1, 4, 9], label='$x^2$'); ax[0].legend(); ax[1].scatter(df.a, df.b, c=df.c)\n"
    "ax[0].set(title='T', xlabel='x'); plt.show()",
    "plt.hist(df.a); plt.bar(['u', 'v'], [1, 2]); plt.imshow(X)",
)
SKLEARN = (
    "from sklearn.linear_model import LinearRegression, LogisticRegression\n"
    "from sklearn.model_selection import train_test_split, cross_val_score\n"
    "y = (X[:, 0] > 0).astype(int)\na, b, c, d = train_test_split(X, y, random_state=0)\n"
    "m = LogisticRegression().fit(a, c); m.score(b, d), LinearRegression().fit(X, y).coef_\nm",
    "from sklearn.tree import DecisionTreeClassifier, plot_tree\n"
    "from sklearn.ensemble import RandomForestClassifier\n"
    "from sklearn.neighbors import KNeighborsClassifier\nfrom sklearn.cluster import KMeans\n"
    "from sklearn.preprocessing import StandardScaler\nfrom sklearn.pipeline import make_pipeline\n"
    "from sklearn.metrics import accuracy_score, confusion_matrix, classification_report\n"
    "from sklearn.datasets import load_iris, make_blobs\n"
    "for model in (DecisionTreeClassifier(), RandomForestClassifier(5),"
    " make_pipeline(StandardScaler(), KNeighborsClassifier(3))):\n"
    "    print(classification_report(d, model.fit(a, c).predict(b)))\n"
    "KMeans(2, n_init=1).fit(X); confusion_matrix(d, model.predict(b)); load_iris()",
    "m.predict([[1]])",
)
# What must have been imported for a group of cells, in order: each uses names of those before it.
NEEDS = {
    PLAIN: (),
    NUMPY: ("numpy",),
    PANDAS: ("numpy", "pandas"),
    PLOTS: ("numpy", "pandas", "matplotlib"),
    SKLEARN: ("numpy", "sklearn"),
}
NAMES = "import sys; print(__import__('json').dumps(sorted(sys.modules)))"


def known_cells() -> list[str]:
    """The cells that need nothing which this process has not imported."""
    return [
        cell
        for group, needs in NEEDS.items()
        if all(name in sys.modules for name in needs)
        for cell in group
    ]


def rehearse(start: Callable[[list[int]], int]) -> list[str]:
    """Have a child run the cells; `start` makes one from its descriptors and returns its number.

    Returns the names of the modules it has and this process has not. Raises OSError when the
    child does not get through.
    """
    ours, theirs = socket.socketpair()
    pipes = [os.pipe() for _ in range(2)]
    try:
        pid = start([theirs.fileno(), pipes[0][1], pipes[1][1], pipes[0][0], pipes[1][0]])
    finally:
        theirs.close()
    log = b""
    try:
        ours.settimeout(120)
        for cell in known_cells():
            for _ in run(ours, cell):
                continue
        text = "".join(run(ours, NAMES))
        known = json.loads(text)
    except (OSError, ValueError) as error:
        os.set_blocking(pipes[1][0], False)
        try:
            log = os.read(pipes[1][0], 10_000)
        except OSError:
            log = b""
        raise OSError(f"the rehearsal failed: {error}\n{log.decode(errors='replace')}") from None
    finally:
        ours.close()
        for pipe in pipes:
            os.close(pipe[0])
            os.close(pipe[1])
        os.waitpid(pid, 0)
    return [name for name in known if name not in sys.modules]


def run(connection: socket.socket, source: str) -> Iterator[str]:
    """Run one cell and give the text it prints. Raises OSError when the kernel ends."""
    content = {"code": source, "silent": False, "store_history": True}
    header = {"msg_id": "r", "msg_type": "execute_request"}
    connection.sendall(encode({"header": header, "content": content}))
    reader = FrameReader()
    while True:
        data = connection.recv(65_536)
        if not data:
            raise OSError("the kernel has ended")
        for frame in reader.feed(data):
            message: dict[str, Any] = json.loads(frame)
            if message["channel"] == "shell":
                return
            if message.get("msg_type") == "stream":
                yield str(message["content"]["text"])


def import_all(names: list[str]) -> None:
    """Import what can be imported; parents come before their parts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in sorted(names):
            try:
                importlib.import_module(name)
            except Exception:
                # Modules may exist in the child only, made up by libraries.
                continue
