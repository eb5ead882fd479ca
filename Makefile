# Two commands matter: `make serve` and `make test`. Both set up .venv/ by themselves
# and need the network only the first time (or after pyproject.toml changed).

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: serve test check format vocab clean

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
