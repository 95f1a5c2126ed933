# Two commands for a newcomer: `make demo` and `make test`. Needs Python 3.11 or later and a package index.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help demo test test-slow check format bench model lock docs clean

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml
	@echo "==> Making the environment in .venv from requirements.lock (a minute or two, once)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "sitrep needs Python 3.11 or later; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv==0.13.9'
	@index=$$($(BIN)/python -m pip config get global.index-url 2>/dev/null || true); \
	  UV_DEFAULT_INDEX=$${UV_DEFAULT_INDEX:-$$index} $(BIN)/uv pip install --python $(BIN)/python \
	  --compile-bytecode --require-hashes --requirements requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q tasks flows commands sitrep.py
	@touch $@

demo: $(READY) ## Ingest the bundled sample site and show what came of it
	@$(BIN)/sitrep demo

test: $(READY) ## The test suite
	@echo "==> Tests"
	@$(BIN)/pytest

test-slow: $(READY) ## The minutes-long tests too: kills, soaks, fault tables
	@$(BIN)/pytest -m slow --timeout 1800

check: $(READY) ## What CI runs: format, lint, types, tests, freshness of generated docs
	@echo "==> Format" && $(BIN)/ruff format --check .
	@echo "==> Lint" && $(BIN)/ruff check .
	@echo "==> Types" && $(BIN)/mypy
	@echo "==> Tests" && $(BIN)/pytest
	@echo "==> Generated docs" && $(BIN)/python -m tasks.docs --check

format: $(READY) ## Format and mend what ruff can mend
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(READY) ## The scoreboard: quality and throughput, written to bench/results
	@$(BIN)/python -m bench

model: $(READY) ## Learn the model of the event coder again (an hour; needs the reference data; see models/README.md)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --editable ".[train]"
	@$(BIN)/python -m training

docs: demo ## Write the generated docs again, the cookbook from the demo database
	@$(BIN)/python -m tasks.docs --demo data/demo/sitrep.duckdb

lock: $(READY) ## Write requirements.lock again from pyproject.toml
	@$(BIN)/uv pip compile --quiet --extra dev --generate-hashes --no-emit-index-url --universal --python-version 3.11 \
	  --custom-compile-command "make lock" pyproject.toml --output-file requirements.lock

clean: ## Remove the environment and the data
	rm -rf .venv data build *.egg-info
