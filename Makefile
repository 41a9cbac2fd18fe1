# Two commands set everything up: `make run` and `make test`.

PYTHON ?= python3
PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
PEERS := $(VENV)/peers
# Journeys in a browser wait more than they work, so a few more processes than there are cores.
WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 2 )))
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt

.PHONY: run test coverage check screenshots papers workbooks bench scale mining tamper journeys kill clean

# The demo fills an empty data folder; a database given by DATABASE_URL is never filled.
run: export CHUMCHON_DATA ?= $(CURDIR)/var
run: $(VENV)/runtime
	@if [ -z "$$DATABASE_URL" ] && [ -z "$$(ls -A "$$CHUMCHON_DATA" 2>/dev/null)" ]; then \
		$(BIN)/chumchon demo; \
	else \
		$(BIN)/chumchon migrate; \
	fi
	@exec $(BIN)/chumchon serve --host 127.0.0.1 --port $(PORT)

test: $(VENV)/dev
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

coverage: $(VENV)/dev
	@$(BIN)/python -m pytest --cov

check: $(VENV)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/chumchon docs --check

# Pictures of every page, from Chromium ($CHROMIUM, or the one on the path).
screenshots: $(VENV)/dev
	@$(BIN)/python -m tests.screens

# An example of every document as PDF.
papers: $(VENV)/dev
	@$(BIN)/python -m tests.papers

# Every workbook a page offers, opened in LibreOffice; fails without one, where `make test` only skips it.
workbooks: $(VENV)/dev
	@MUST_RUN=1 $(BIN)/python -m pytest -rs -s tests/test_workbooks_libreoffice.py

# About five minutes, beside what a team would otherwise pick; without them where they can't be installed.
bench: $(VENV)/dev
	@$(MAKE) --no-print-directory $(PEERS)/ready || { \
		echo "What is in bench/peers/requirements.txt could not be installed." >&2; rm -rf $(PEERS); }
	@$(BIN)/python bench/run.py --peers $(PEERS)/bin/python

# How figures grow with the store, up to the largest of these sizes; a million facts take about twenty minutes.
FACTS ?= 10000 100000 1000000
scale: $(VENV)/dev
	@$(BIN)/python bench/scale.py $(FACTS)
	@$(BIN)/python bench/copies.py

# What pm4py finds in the exported histories; brings pm4py along (some 500 MB).
mining: $(VENV)/dev
	@$(INSTALL) -e '.[mining]'
	@MUST_RUN=1 $(BIN)/python -m pytest -rs tests/test_web_mining_pm4py.py

# Every kind of tampering on hundreds of random copies; `make test` tries each on a dozen.
tamper: $(VENV)/dev
	@TAMPER_COPIES=300 $(BIN)/python -m pytest -n auto tests/test_engine_tampering.py

# Every journey in both languages at both widths; `make test` walks the long ones on one or two of them.
journeys: $(VENV)/dev
	@EVERY_SCREEN=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup tests/test_journeys_*.py

# Ten thousand times kill -9, where the tests try a hundred and twenty.
kill: $(VENV)/dev
	@KILL_ROUNDS=10000 $(BIN)/python -m pytest tests/test_web_kill.py

clean:
	rm -rf $(VENV) build dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is written last, so an interrupted installation starts over.
$(VENV)/runtime: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Chumchon needs Python 3.11 or later. Name one with: make PYTHON=python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python has no venv module. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing into $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(INSTALL) -e .
	@touch $@

$(VENV)/dev: $(VENV)/runtime
	@echo "Adding the development tools ..."
	@$(INSTALL) -e '.[dev]'
	@touch $@

$(PEERS)/ready: bench/peers/requirements.txt
	@echo "Installing what a team would otherwise pick into $(PEERS) ..."
	@$(PYTHON) -m venv --clear $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@
