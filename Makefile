# Two commands on a fresh machine: `make run` talks, `make test` proves.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.installed

.PHONY: run test check bench lock clean

run: $(READY)            ## start the mentor; without tokens it talks in this terminal
	@$(BIN)/signpost run

test: $(READY)           ## the tests that every change must pass, in under three minutes
	$(BIN)/python -m pytest -m "not slow" -n 3

check: $(READY)          ## lint, types, walls between packages, content
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/signpost knowledge check

bench: $(READY)          ## speed, memory and quality beside simple peers; prints, never judges
	$(BIN)/python -m benchmarks

lock:                    ## pin what pyproject.toml asks for (needs uv)
	uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header --no-annotate --python-version 3.11 --universal -o requirements.lock

clean:                   ## remove what was installed and built
	rm -rf $(VENV) build dist *.egg-info

$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q bot
	touch $@
