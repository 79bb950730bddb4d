# make demo         the example site at http://localhost:8000 (PORT=...), filled with five practices
# make test         the tests, on SQLite
# make test-fast    the tests of the parts that run without Django, in seconds
# make docs         the documentation in var/docs, with screenshots of the demo
# make constraints  pins the newest versions of all dependencies that pass the tests
# Needs Python 3.11 or later and make. DJANGO=6.1 tests with that series, in a VENV of its own.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
DJANGO ?= 5.2
# Empty: the newest versions
CONSTRAINTS ?= constraints/django-$(DJANGO).txt
PYTEST_ARGS ?=

INSTALL = $(VENV)/bin/python -m pip install --disable-pip-version-check --quiet --quiet
PINNED = $(addprefix --constraint ,$(CONSTRAINTS)) $(addprefix --build-constraint ,$(CONSTRAINTS))
MANAGE = $(VENV)/bin/python manage.py

export PORT

.PHONY: demo docs test test-fast constraints clean

demo: $(VENV)/.demo
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) load_demo --port $(PORT)
	@$(MANAGE) tyonohjaus_deliver --watch 20 & worker=$$!; \
	$(MANAGE) tyonohjaus_sync_calendars --watch 60 & calendars=$$!; \
	$(MANAGE) runserver localhost:$(PORT) & server=$$!; \
	trap 'kill $$worker $$calendars $$server 2>/dev/null; wait' EXIT; \
	trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM; \
	wait $$server

test: $(VENV)/.test
	$(VENV)/bin/python -m pytest --nomigrations -n 2 $(PYTEST_ARGS)

test-fast: $(VENV)/.test
	$(VENV)/bin/python -m pytest -c tests/fast.ini --rootdir . -n 2 $(PYTEST_ARGS)

docs: $(VENV)/.dev
	$(VENV)/bin/python docs/screenshots.py
	$(VENV)/bin/python -m sphinx -W --keep-going docs var/docs

constraints:
	.ci/constraints

$(VENV)/.demo $(VENV)/.test $(VENV)/.databases $(VENV)/.dev: $(VENV)/.%: pyproject.toml $(CONSTRAINTS) $(VENV)/bin/activate
	$(INSTALL) --group $* --editable . $(PINNED)
	touch $@

$(VENV)/bin/activate: $(CONSTRAINTS)
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --upgrade pip $(addprefix --constraint ,$(CONSTRAINTS))

clean:
	rm -rf $(VENV) var dist
