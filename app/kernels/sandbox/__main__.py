"""`python -m app.kernels.sandbox`: print what `probe` finds out, as JSON."""

import json

from app.kernels.sandbox.probe import probe
from app.kernels.sandbox.told import told

if __name__ == "__main__":
    print(json.dumps(told(probe())))
