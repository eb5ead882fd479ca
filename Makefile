# Two commands matter: `make serve` and `make test`. Both set up .venv/ by themselves
# and need the network only the first time (or after pyproject.toml changed).

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: serve test check format vocab harvest-tools clean

serve: .venv/installed
	$(BIN)/edihkg serve --build --port $(PORT)

test: .venv/installed-test check
	$(BIN)/pytest

check: .venv/installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/installed-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

vocab: .venv/installed-test
	$(BIN)/python -m edihkg.vocab.generate

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/installed-test: .venv/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch .venv/installed $@

clean:
	rm -rf .venv build

# Other people's harvesters, for tests/harvest; each has a place of its own, as CKAN pins versions.
# Debian's raptor2-utils (rapper) belongs to them, too.
harvest-tools: .harvest/installed

.harvest/installed:
	$(PYTHON) -m venv .harvest/ckan
	.harvest/ckan/bin/pip install --quiet --disable-pip-version-check 'ckanext-dcat==2.4.4' 'ckan[requirements]==2.11.*'
	$(PYTHON) -m venv .harvest/web
	.harvest/web/bin/pip install --quiet --disable-pip-version-check 'extruct==0.18.0' 'signposting==0.9.9'
	npm install --silent --no-fund --no-audit --prefix .harvest/node ldes-client@0.3.0 n3@2
	touch $@
