"""Interview Coach: practise for a job interview in private, on your own machine.

The packages point one way: `cli` and `web` -> `interview` -> `grading` -> `index`, `llm` -> `guides`; `config` and `errors` stand below them all.
"""

import logging
import os

__version__ = "0.1.0"

# OpenMP's threads spin while they wait for each other unless told to sleep, and with two threads on two cores anything else that runs then
# stalls both: measured beside one busy process, the model wrote 7 times as fast with this. Read when a library loads OpenMP, so set before any.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

# Messages for the log file only: without a handler here Python would print warnings to the terminal.
logging.getLogger("coach").addHandler(logging.NullHandler())
