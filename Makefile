# make run   sets everything up and opens the coach
# make test  sets everything up and runs all tests
# Both can be interrupted and run again at any time; what is done already is not done twice.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
CONSTRAINTS := packaging/constraints.txt

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test setup setup-dev lint browser lock clean

run: setup
	$(BIN)/coach models pull
	$(BIN)/coach serve

test: setup-dev browser
	$(BIN)/coach models pull
	$(BIN)/coach models pull smollm2-135m
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

# A file marks each step as done, so that one that was interrupted is taken again; --clear removes what it left half made.
$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.installed: pyproject.toml $(CONSTRAINTS) packaging/install-llama packaging/llama-library-only.cmake | $(VENV)/.created
	packaging/install-llama $(BIN)/python $(CONSTRAINTS)
	$(BIN)/python -m pip install --constraint $(CONSTRAINTS) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --constraint $(CONSTRAINTS) --editable '.[dev]'
	@touch $@

# The browser tests drive Debian's Chromium; COACH_CHROMIUM names another one.
browser:
	@packaging/find-chromium || packaging/install-chromium

# The newest versions that pyproject.toml admits, written to packaging/constraints.txt.
lock:
	PYTHON=$(PYTHON) packaging/lock

clean:
	rm -rf $(VENV) dist build artefacts .pytest_cache .mypy_cache .ruff_cache .hypothesis
