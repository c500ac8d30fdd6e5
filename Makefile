# The few commands there are; each sets up what it needs from nothing.
PYTHON ?= python3.11
BIN := .venv/bin
STAMP := .venv/.ready

.PHONY: help demo test check up bench soak lock clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(STAMP): requirements-dev.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed (PYTHON=… make …)"; exit 1; }
	@command -v $${CC:-cc} >/dev/null || { echo "A C compiler is needed: durable-rules has no wheel (Debian: apt-get install gcc)"; exit 1; }
	@$(PYTHON) -c "import sysconfig, pathlib, sys; sys.exit(not (pathlib.Path(sysconfig.get_paths()['include']) / 'Python.h').exists())" \
		|| { echo "Python's headers are needed to build durable-rules (Debian: apt-get install python3-dev)"; exit 1; }
	@echo "Setting up .venv (once, about a minute)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(STAMP)  ## run the shipped scenarios on a stack of their own and show what happened
	@$(BIN)/daiban demo

test: $(STAMP)  ## all four rings of tests: the unit ring needs a processor, the others mostly wait, so they run side by side
	@told=$$(mktemp); $(BIN)/pytest -p no:cacheprovider tests/unit >$$told 2>&1 & unit=$$!; \
		$(BIN)/pytest tests/bus tests/connected tests/e2e; others=$$?; \
		wait $$unit; units=$$?; cat $$told; rm -f $$told; exit $$((others || units))

check: $(STAMP)  ## ruff, mypy strict, import-linter
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

up: $(STAMP)  ## start the local stack and keep it running until Ctrl-C
	@$(BIN)/daiban up

bench: $(STAMP)  ## measure on this machine and print the table
	@$(BIN)/python -m tests.bench

soak: $(STAMP)  ## the rules engine against the oracle on 2,000,000 facts (FACTS=… for another number)
	@$(BIN)/python -m tests.soak --facts $(or $(FACTS),2000000)

lock: $(STAMP)  ## pin the dependencies anew, with hashes, without any registry's address (needs uv)
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 -o requirements.txt pyproject.toml
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --extra local --extra dev -o requirements-dev.txt pyproject.toml

clean:  ## remove what the commands above made
	rm -rf .venv .local build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
