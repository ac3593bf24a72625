# Two commands are enough: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
VERSIONS ?= 3.11 3.12 3.13
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
SOURCES := src tests examples benchmarks scripts

.DEFAULT_GOAL := help
.PHONY: help demo test check docs docs-serve bench mutate matrix spark clean lock lock-check

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.stamp-test  ## the main job: a simulated year of Yuqiao, ending in its report card
	@$(BIN)/python -m gridgov demo

test: $(VENV)/.stamp-test  ## the tests
	@$(BIN)/python -m pytest -q $(ARGS)

check: $(VENV)/.stamp-dev  ## what a maintainer runs: style, types, layers, dependencies, spelling, docs, pins
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pyrefly check
	PYTHONPATH=src $(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/codespell
	$(BIN)/python scripts/render.py --check
	@$(MAKE) --no-print-directory docs lock-check

docs: $(VENV)/.stamp-dev  ## the documentation site, in site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

docs-serve: docs  ## the same, on http://localhost:8000
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory site 8000

bench: $(VENV)/.stamp-dev  ## ratios against peers, also in build/bench.json
	@for file in lifecycle due duplicates imports register route geo kpis logs; do $(BIN)/python benchmarks/$$file.py || exit 1; done

mutate: $(VENV)/.stamp-dev  ## break lifecycle.py and kernel.py in every small way; the tests must notice
	$(BIN)/mutmut run

spark: $(VENV)/.stamp-spark  ## every KPI on PySpark as well; needs Java 17
	@$(BIN)/python -m pytest -q tests/contracts/test_kpis.py -k pyspark -rs

matrix:  ## the tests under every Python from 3.11 to 3.13 that this machine has
	@for version in $(VERSIONS); do \
	  if python=$$($(PYTHON) scripts/find_python.py $$version); then \
	    echo "Python $$version"; $(MAKE) --no-print-directory test PYTHON=$$python VENV=.venv-$$version || exit 1; \
	  else echo "Python $$version: not on this machine"; fi; \
	done

clean:  ## forget everything that was set up or built
	rm -rf .venv* .tools build site .mypy_cache .ruff_cache .import_linter_cache mutants

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

$(VENV)/.stamp-spark: requirements/spark.txt $(VENV)/.stamp-test
	@echo "setting up: PySpark"
	@$(UV) pip install -q --python $(VENV) --require-hashes -r requirements/spark.txt
	@touch $@

COMPILE = $(UV) pip compile -q pyproject.toml --extra all --universal --python-version 3.11 \
  --generate-hashes --no-header --no-annotate
lock: $(UV)  ## maintainers: compile the pins (ARGS=--upgrade moves them)
	@mkdir -p build/pins && cp -p requirements/dev.txt requirements/test.txt requirements/spark.txt build/pins
	@$(COMPILE) --group dev $(ARGS) -o requirements/dev.txt
	@$(COMPILE) --group test -c requirements/dev.txt $(ARGS) -o requirements/test.txt
	@$(COMPILE) --group test --group spark -c requirements/dev.txt $(ARGS) -o requirements/spark.txt
	@for file in dev test spark; do \
	  if cmp -s build/pins/$$file.txt requirements/$$file.txt; then touch -r build/pins/$$file.txt requirements/$$file.txt; fi; \
	done  # pins that did not change are as old as before, and nothing is set up again

lock-check: lock  ## the pins are what pyproject.toml asks for, and name no host
	@git diff --exit-code requirements
	@! grep -nE '://|--(extra-)?index|--find-links' requirements/*.txt
