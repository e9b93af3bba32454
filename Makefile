# Two commands for a newcomer: `make demo` and `make test`. Each makes its own environment once, from
# a lock file of versions and hashes, and does nothing twice.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
APP := $(VENV)/.app-stamp
DEV := $(VENV)/.dev-stamp
CLUSTER := $(VENV)/.cluster-stamp
# More than there are cores: tests of the terminal wait as long as they work. Still more slow each other.
WORKERS ?= 4
DEMO_HOME ?= .demo

# Programs keep their compiled form, as they do wherever nobody said otherwise: each start would pay for it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check format prove cluster benchmark snapshot messages lock keys pictures clean

demo: $(APP)
	@$(BIN)/realterms demo --home $(DEMO_HOME)

test: $(DEV)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q -m "not prove and not benchmark and not cluster" \
		--ignore tests/benchmarks --ignore tests/cluster

check: $(DEV)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: $(DEV)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

prove: $(DEV)
	@$(BIN)/python -m pytest -n 3 --dist worksteal -q -m "prove and not benchmark" --timeout 900
	@$(BIN)/python -m pytest -q -s -m benchmark --timeout 900

# Needs Java 17 or newer; two at once would have to share two cores.
cluster: $(CLUSTER)
	@$(BIN)/python -m pytest -q -m cluster --timeout 600

benchmark: $(DEV)
	@$(BIN)/python -m pytest -q -s -m benchmark --timeout 900

# Needs the official series beside the checkout (../shared/series); the result is committed.
snapshot: $(DEV)
	@$(BIN)/python -m indicators.snapshot.build ../shared/series

# Every text of the terminal into its catalogues, tui/locale; says what waits for a translation.
messages: $(DEV)
	@$(BIN)/python -m tui.messages

# The table of keys in docs/terminal.md.
keys: $(DEV)
	@$(BIN)/python -m tui.actions

# The pictures and the recorded session of README and docs.
pictures: $(DEV)
	@$(BIN)/python -m tests.tui.make_screenshots
	@$(BIN)/python -m tests.tui.make_recording

lock:
	@requirements/lock.sh

clean:
	rm -rf $(VENV) $(DEMO_HOME)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "realterms needs Python 3.11 or newer; try: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV)

$(APP): requirements/app.txt pyproject.toml | $(BIN)/python
	@echo "making the environment in $(VENV) (once)" >&2
	@$(PIP) install --require-hashes --no-deps -r requirements/app.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(DEV): requirements/dev.txt $(APP)
	@echo "adding the tools for tests to $(VENV) (once)" >&2
	@$(PIP) install --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

$(CLUSTER): requirements/cluster.txt $(DEV)
	@echo "adding Spark to $(VENV) (once, 460 MB)" >&2
	@$(PIP) install --require-hashes --no-deps --no-build-isolation -r requirements/cluster.txt
	@touch $@
