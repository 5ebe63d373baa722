"""Interview Coach: practise for a job interview in private, on your own machine.

The packages point one way: `cli` and `web` -> `interview` -> `grading` -> `index`, `llm` -> `guides`; `config` and `errors` stand below them all.
"""

import logging

__version__ = "0.1.0"

# Messages for the log file only: without a handler here Python would print warnings to the terminal.
logging.getLogger("coach").addHandler(logging.NullHandler())
