# Two commands are enough: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
SOURCES := src tests examples benchmarks scripts

.DEFAULT_GOAL := help
.PHONY: help demo test check bench docs lock lock-check

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.stamp-test  ## the main job: a simulated year of Yuqiao, ending in its report card
	@$(BIN)/python -m gridgov demo

test: $(VENV)/.stamp-test  ## the tests
	@$(BIN)/python -m pytest -q $(ARGS)

# ---- set-up: uv beside the project, hash-pinned packages, nothing installed globally ----

.tools/bin/uv: requirements/uv.txt
	@echo "setting up: uv"
	@$(PYTHON) -m pip install -q --disable-pip-version-check --root-user-action=ignore --target .tools \
	  --upgrade --no-deps --require-hashes --only-binary :all: -r requirements/uv.txt
	@touch $@

$(VENV)/.stamp-test: requirements/test.txt pyproject.toml $(UV)
	@echo "setting up: $(VENV) with the pinned packages"
	@$(UV) venv -q --clear --no-managed-python --python $(PYTHON) $(VENV)
	@$(UV) pip sync -q --python $(VENV) --require-hashes requirements/test.txt
	@$(UV) pip install -q --python $(VENV) --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.stamp-dev && touch $@

$(VENV)/.stamp-dev: requirements/dev.txt $(VENV)/.stamp-test
	@echo "setting up: the maintainer's tools"
	@$(UV) pip install -q --python $(VENV) --require-hashes -r requirements/dev.txt
	@touch $@

COMPILE = $(UV) pip compile -q pyproject.toml --extra all --universal --python-version 3.11 \
  --generate-hashes --no-header --no-annotate
lock: $(UV)  ## maintainers: compile the pins (ARGS=--upgrade moves them)
	@$(COMPILE) --group dev $(ARGS) -o requirements/dev.txt
	@$(COMPILE) --group test -c requirements/dev.txt $(ARGS) -o requirements/test.txt

lock-check: lock  ## the pins are what pyproject.toml asks for, and name no host
	@git diff --exit-code requirements
	@! grep -nE '://|--(extra-)?index|--find-links' requirements/*.txt
