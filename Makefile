# `make help` lists what can be made. Everything is installed into this checkout's .venv.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --python-version 3.11 pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help demo test bench docs lock install install-dev install-bench fonts assets java chromium format

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

demo: install fonts assets  ## build a demo company, compute its months, serve it on this machine (Ctrl-C ends it)
	@$(BIN)/attain demo --months 6 --serve

test: install-dev fonts java chromium assets  ## everything that continuous integration checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -n 3 -q
	ATTAIN_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 3 -q -m data tests/web

LINES ?= 1000000
REPEATS ?= 2
bench: install-bench  ## measure speed and memory: make bench LINES=20000000 (see docs/benchmark.md)
	@$(BIN)/python -m bench --lines $(LINES) --repeats $(REPEATS)

docs: install-dev  ## write the reference pages anew from the declarations
	$(BIN)/python docs/generate.py

format: install-dev  ## lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: install-dev  ## choose package versions anew, within the bounds of pyproject.toml
	$(LOCK) --extra build --extra web --upgrade -o requirements.lock
	$(LOCK) --extra build --extra web --extra dev --upgrade -c requirements.lock -o requirements-dev.lock
	$(LOCK) --extra node --upgrade -c requirements.lock -o requirements-node.lock
	$(LOCK) --extra bench --upgrade -c requirements.lock -o requirements-bench.lock

install: $(BIN)/.run-is-installed
install-dev: $(BIN)/.dev-is-installed
install-bench: $(BIN)/.bench-is-installed

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Attain needs Python 3.11 or later. Name one: make PYTHON=/path/to/python3.11 …'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo 'Python cannot make virtual environments here. On Debian or Ubuntu: apt-get install python3-venv'; exit 1; }
	@$(PYTHON) -m venv --clear .venv

# No build isolation: setuptools comes from the lock, so nothing is fetched that has no hash.
$(BIN)/.run-is-installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo 'Installing packages into .venv …'
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-index --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/.dev-is-installed: requirements-dev.lock $(BIN)/.run-is-installed
	@echo 'Installing test tools into .venv …'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(BIN)/.bench-is-installed: requirements-bench.lock $(BIN)/.run-is-installed
	@echo 'Installing what the benchmark compares with into .venv …'
	@$(PIP) install --require-hashes -r requirements-bench.lock
	@touch $@

fonts:
	@scripts/fonts.sh

assets: | $(BIN)/python
	@scripts/assets.sh

java:
	@scripts/java.sh

chromium:
	@scripts/chromium.sh
