# Two commands are all a newcomer needs: `make run` and `make test`.
SHELL := /bin/bash
BIN := .venv/bin
PYTHON ?= python3
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' 2>/dev/null)

# Without caches each test worker compiles every library anew, which takes longer than its tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-fast lint format lock bench soak screenshots clean

run: .venv/.ok
	$(BIN)/agri demo

test: .venv/.ok
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash tests/install_programs.sh
	$(BIN)/pytest -n 2 --dist loadfile -m "not browser and not soak"
	$(BIN)/pytest -m "browser and not soak"

test-fast: .venv/.ok
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow and not browser and not soak"

lint: .venv/.ok
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.ok
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/.uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml --all-extras --group dev -o requirements-dev.lock

# The environment holds exactly what the lock file names; the project itself is installed editable,
# which builds the front end through hatch_build.py.
.venv/.ok: pyproject.toml requirements-dev.lock hatch_build.py $(WEB_SOURCES)
	@if command -v uv >/dev/null; then \
		test -x $(BIN)/python || uv venv --quiet --python $(PYTHON) .venv && \
		uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock && \
		uv pip install --quiet --python $(BIN)/python --no-deps -e . ; \
	else \
		test -x $(BIN)/pip || $(PYTHON) -m venv .venv && \
		$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock && \
		$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e . ; \
	fi
	@touch $@

.venv/.uv: .venv/.ok
	$(BIN)/pip install --quiet uv
	@touch $@

screenshots: .venv/.ok
	$(BIN)/python -m tests.e2e.screenshots

bench: .venv/.ok
	$(BIN)/python -m benchmarks

soak: .venv/.ok
	$(BIN)/pytest -m "soak or slow"

clean:
	rm -rf .venv agri/web web/node_modules demo build dist
