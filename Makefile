# make demo   the example site at http://localhost:8000 (PORT=...), filled with five practices
# make test   the tests, on SQLite
# Needs Python 3.11 or later and make. DJANGO="django~=6.0.0" tests with another Django, in a VENV of its own.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
DJANGO ?=
PYTEST_ARGS ?=

PIP = $(VENV)/bin/python -m pip --disable-pip-version-check --quiet --quiet
MANAGE = $(VENV)/bin/python manage.py

export PORT

.PHONY: demo test clean

demo: $(VENV)/.demo
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) load_demo --port $(PORT)
	@$(MANAGE) tyonohjaus_deliver --watch 60 & worker=$$!; \
	$(MANAGE) runserver localhost:$(PORT) & server=$$!; \
	trap 'kill $$worker $$server 2>/dev/null; wait' EXIT; \
	trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM; \
	wait $$server

test: $(VENV)/.test
	$(VENV)/bin/python -X dev -m pytest --nomigrations -n 2 $(PYTEST_ARGS)

$(VENV)/.demo $(VENV)/.test: $(VENV)/.%: pyproject.toml $(VENV)/bin/activate
	$(PIP) install --group $* --editable . $(DJANGO)
	touch $@

# pip knows dependency groups since 25.1
$(VENV)/bin/activate:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade 'pip>=25.1'

clean:
	rm -rf $(VENV) var dist
