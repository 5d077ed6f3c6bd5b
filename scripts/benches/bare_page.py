"""A bare Flask page on the same server, to compare with.

python -m scripts.benches.bare_page PORT
"""

import sys

from flask import Flask
from waitress import serve


def main() -> None:
    """Serve one constant page."""
    app = Flask("bare")

    @app.get("/")
    def page() -> str:
        return "<!doctype html><title>Bare</title><p>A bare page.</p>"

    serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=6, connection_limit=500)


if __name__ == "__main__":
    main()
