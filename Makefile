# Two commands on a fresh machine: `make run` talks, `make test` proves.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.installed
PEERS  := $(VENV)/peers
PIP    := -m pip --quiet --disable-pip-version-check install
LOCK   := --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 --universal

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

bench: $(PEERS)/.installed  ## speed, memory and quality beside simple peers; prints, never judges
	$(PEERS)/bin/python -m benchmarks public dev
	$(BIN)/python -m benchmarks scale talking

lock:                    ## pin what pyproject.toml and the peers of the benchmarks ask for (needs uv)
	uv pip compile pyproject.toml --extra dev $(LOCK) -o requirements.lock
	sed -n '/^openai==/d; s/^\([^ ]*==[^\\]*\).*/\1/p' requirements.lock | uv pip compile benchmarks/requirements.in \
	  --constraint /dev/stdin $$(sed -n '/^openai==/d; s/^\([^ =]*\)==[^;]*$$/--no-emit-package \1/p' requirements.lock) \
	  $(LOCK) -o benchmarks/requirements.lock

clean:                   ## remove what was installed and built
	rm -rf $(VENV) build dist *.egg-info

$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP) --require-hashes -r requirements.lock
	$(BIN)/python $(PIP) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q bot
	touch $@

# An environment of its own for a package that wants an older openai; it sees all of ours.
$(PEERS)/.installed: benchmarks/requirements.lock $(READY)
	test -x $(PEERS)/bin/python || $(BIN)/python -m venv $(PEERS)
	$(BIN)/python -c 'import site; print(*site.getsitepackages(), sep="\n")' > $$(echo $(PEERS)/lib/python3*/site-packages)/ours.pth
	$(PEERS)/bin/python $(PIP) --no-deps --require-hashes -r benchmarks/requirements.lock
	touch $@
