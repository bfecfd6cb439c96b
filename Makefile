# Two commands are all that a fresh machine needs: `make demo` and `make test`.
# Both make their own virtual environment in .venv from the pinned, hashed requirements.

PYTHON ?= python3
VENV   := .venv
ifeq ($(OS),Windows_NT)
BIN    := $(VENV)/Scripts
else
BIN    := $(VENV)/bin
endif
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
HMIC   := $(BIN)/hmic

# Some containers tell Python to keep no bytecode: every start of hmic would then compile it all again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test coverage test-quick test-pythons test-boards test-browser test-mail test-hub dist release-check soak soak-hub mutants lint types docs bench bench-quick clean requirements

help:            ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## */\t/' | expand -t 16

$(VENV)/runtime: requirements/runtime.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("hmic needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv $(VENV) || \
	  { echo 'Python has no venv here: on Debian and Ubuntu, sudo apt install python3-venv'; exit 1; }
	$(PIP) install --require-hashes -r requirements/runtime.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/runtime
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/runtime  ## load the real register, show what is overdue and what changed
	@echo '$$ hmic load';    $(HMIC) load
	@echo; echo '$$ hmic overdue'; $(HMIC) overdue -f table
	@echo; echo '$$ hmic changes'; $(HMIC) changes -f table
	@echo; echo '$$ hmic site';    $(HMIC) site

test: $(VENV)/dev  ## the whole test suite
	$(BIN)/python -m pytest

coverage: $(VENV)/dev  ## the same, and that no less than 95 % of the code is reached (two thirds more time)
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

test-quick: $(VENV)/dev  ## the tests that find most mistakes, in half a minute
	HMIC_CASES=5 $(BIN)/python -m pytest -m "not slow"

$(VENV)/pythons: requirements/pythons.txt $(VENV)/runtime
	$(PYTHON) -m venv $(VENV)/nox
	$(VENV)/nox/$(notdir $(BIN))/python -m pip --quiet install --require-hashes -r requirements/pythons.txt
	@touch $@

test-pythons: $(VENV)/pythons  ## the quick tests on every Python here, and with the oldest dependencies allowed
	$(VENV)/nox/$(notdir $(BIN))/nox

lint: $(VENV)/dev  ## ruff, all rules on
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev  ## mypy, strict
	$(BIN)/mypy

docs: $(VENV)/dev  ## write the generated pages and the schema anew
	$(BIN)/python docs/generate.py

$(VENV)/mutants: requirements/mutants.txt $(VENV)/dev
	$(PIP) install --require-hashes -r requirements/mutants.txt
	@touch $@

$(VENV)/release: requirements/release.txt
	$(PYTHON) -m venv $(VENV)/packages
	$(VENV)/packages/$(notdir $(BIN))/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/release.txt
	@touch $@

dist: $(VENV)/release  ## the wheel, the source package and the single file, in dist/
	$(VENV)/packages/$(notdir $(BIN))/python release/build.py

release-check: dist  ## build all three and try each in an empty environment, as a user would
	$(VENV)/packages/$(notdir $(BIN))/python release/trial.py

mutants: $(VENV)/mutants  ## put small changes into what decides and counts: some test must see each (PART=standing: one part)
	$(BIN)/python tests/mutants.py $(PART)

PIN := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
  --no-emit-index-url

requirements:  ## pin the dependencies again, with hashes and no registry (needs uv)
	$(PIN) --all-extras pyproject.toml --group build --output-file requirements/runtime.txt
	$(PIN) --all-extras pyproject.toml --group dev --output-file requirements/dev.txt
	$(PIN) --all-extras pyproject.toml --group dev --resolution lowest-direct --output-file requirements/oldest.txt
	$(PIN) --constraint requirements/dev.txt --group mutants --output-file requirements/mutants.txt
	$(PIN) --group pythons --output-file requirements/pythons.txt
	$(PIN) --group release --output-file requirements/release.txt

test-browser: $(VENV)/dev  ## the pages in headless Chromium (installed by apt-get where it is missing)
	command -v chromium >/dev/null && command -v chromedriver >/dev/null || \
	  { apt-get update -qq && apt-get install -y -qq chromium chromium-driver >/dev/null; }
	$(PIP) install --no-deps --require-hashes -r requirements/browser.txt
	$(BIN)/python -m pytest -o addopts=-q tests/browser

test-mail: $(VENV)/dev  ## every fault of a mail server told, and a Debian mail server that delivers here
	$(BIN)/python -m pytest -o addopts=-q -s tests/mail/test_faults.py
	command -v postfix >/dev/null || { apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postfix >/dev/null; }
	$(BIN)/python -m pytest -o addopts=-q -s tests/mail/debian

test-boards: $(VENV)/dev  ## our CSV and workbooks in LibreOffice (installed by apt-get where it is missing)
	command -v soffice >/dev/null || \
	  { apt-get update -qq && apt-get install -y -qq libreoffice-calc-nogui >/dev/null; }
	$(BIN)/python -m pytest -o addopts="-q -s" tests/office

POSTGRES := ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || \
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    postgresql >/dev/null; }

test-hub: $(VENV)/dev  ## a hub on a real PostgreSQL server (installed by apt-get where it is missing)
	$(POSTGRES)
	$(BIN)/python -m pytest -o addopts="-q -n 2 --dist worksteal" tests/hub

soak-hub: $(VENV)/dev  ## many writers at one hub, with clients and servers killed: nothing lost, nothing twice
	$(POSTGRES)
	$(BIN)/python -m tests.hub.soak

soak: $(VENV)/dev  ## faults for some minutes, then thousands of made-up registers: every number, every load
	$(BIN)/python -m tests.faults.soak
	HMIC_CASES=5000 $(BIN)/python -m pytest -o addopts=-q -n 2 tests/counts tests/store/test_edits.py

bench: $(VENV)/runtime  ## start-up, and every command at every size, in paired runs (half an hour)
	$(BIN)/python bench/startup.py
	bench/run --peers

bench-quick: $(VENV)/runtime  ## 100 and 10,000 findings; fails only beyond twice a target
	bench/quick

clean:  ## remove what can be made again
	rm -rf $(VENV) dist .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
