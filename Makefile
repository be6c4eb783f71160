# Two commands are all a newcomer needs: `make run` and `make test`.
SHELL := /bin/bash
BIN := .venv/bin
PYTHON ?= python3
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/tools/*' 2>/dev/null)
WEB_TOOLS := $(shell find web/tools -type f -not -path '*/node_modules/*' 2>/dev/null)

# Without caches each test worker compiles every library anew, which takes longer than its tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run pages demo test test-fast test-pages lint check format wire lock bench soak screenshots clean

# The pages are built while packages are installed and the demo is loaded: neither needs the other before it is
# served.
run: .venv/.uv
	@$(MAKE) --no-print-directory -j 2 pages demo
	AGRI_ENV=demo AGRI_DATABASE_URL=sqlite:///demo/agri.db $(BIN)/agri serve

pages: .venv/.uv
	@bash environment.sh pages

demo: .venv/.run
	$(BIN)/agri demo --no-serve

# Much of the first half waits for servers, databases and programs: a third worker fills the waits.
test: .venv/.ok check test-pages
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash tests/install_programs.sh
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not browser and not soak"
	$(BIN)/pytest -n 2 --dist loadfile -m "browser and not soak"

test-fast: .venv/.ok test-pages
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow and not browser and not soak"

# The unit tests of the pages' sources.
test-pages: .venv/.ok
	$(BIN)/python hatch_build.py test

lint: .venv/.ok check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What a build leaves out: the types, rules and layout of the pages' sources.
check: web/node_modules/.checked

web/node_modules/.checked: .venv/.ok $(WEB_SOURCES) $(WEB_TOOLS) tests/api/openapi.json
	$(BIN)/python hatch_build.py check
	@touch $@

format: .venv/.ok
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python hatch_build.py format

# The types of what the API takes and answers, from its stored description.
wire: .venv/.ok
	$(BIN)/python hatch_build.py wire

UV := $(shell command -v uv || echo $(BIN)/uv)
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

# What a server needs, with either extra, and what tests and linters need besides.
lock:
	@PYTHON=$(PYTHON) bash environment.sh uv
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --extra postgres -c requirements.lock -o requirements-postgres.lock
	$(LOCK) pyproject.toml --extra cluster -c requirements.lock -o requirements-cluster.lock
	$(LOCK) pyproject.toml --all-extras --group dev -c requirements.lock -o requirements-dev.lock
	@echo 'uv>=0.8' | $(LOCK) - -o requirements-uv.lock

# The environment holds exactly what the lock files name; the project itself is installed editable.
.venv/.uv: requirements-uv.lock environment.sh
	@PYTHON=$(PYTHON) bash environment.sh uv
	@touch $@

.venv/.run: .venv/.uv pyproject.toml requirements.lock hatch_build.py
	@PYTHON=$(PYTHON) bash environment.sh run
	@touch $@

.venv/.ok: pyproject.toml requirements-dev.lock requirements-uv.lock hatch_build.py environment.sh $(WEB_SOURCES)
	@PYTHON=$(PYTHON) bash environment.sh dev
	@touch .venv/.uv .venv/.run $@

screenshots: .venv/.ok
	$(BIN)/python -m tests.e2e.screenshots

bench: .venv/.ok
	$(BIN)/python -m benchmarks

soak: .venv/.ok
	$(BIN)/pytest -m "soak or slow"

clean:
	rm -rf .venv agri/web web/node_modules web/tools/node_modules demo build dist
