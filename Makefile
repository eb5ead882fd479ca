# Two commands matter: `make serve` and `make test`. Both set up .venv/ by themselves
# and need the network only the first time (or after pyproject.toml changed).

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: serve test test-quick check format vocab words test-tools harvest-tools browser-tools clean

serve: .venv/installed
	$(BIN)/edihkg serve --build --port $(PORT)

# Every test, on all cores; those that use other people's software skip without it (test-tools).
test: .venv/installed-test check
	$(BIN)/pytest --numprocesses auto --dist loadfile

test-quick: .venv/installed-test check
	$(BIN)/pytest --numprocesses auto --dist loadfile -m 'not slow'

check: .venv/installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/installed-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

words: .venv/installed
	$(BIN)/python -m edihkg.validation.translating
	$(BIN)/python -m edihkg.pages.wording

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

# Other people's software that some tests use and skip without. `make test-tools` installs what
# comes from language registries, each into a folder of this checkout; Debian's packages, which
# want root, are listed in .ci/packages.
test-tools: .venv/installed-tools harvest-tools browser-tools

.venv/installed-tools: .venv/installed-test
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test,clients,contract,mcp]'
	touch $@

harvest-tools: .harvest/installed

# CKAN pins versions, so it has an environment of its own.
.harvest/installed:
	$(PYTHON) -m venv .harvest/ckan
	.harvest/ckan/bin/pip install --quiet --disable-pip-version-check 'ckanext-dcat==2.4.4' 'ckan[requirements]==2.11.*'
	$(PYTHON) -m venv .harvest/web
	.harvest/web/bin/pip install --quiet --disable-pip-version-check 'extruct==0.18.0' 'signposting==0.9.9' \
	  'csvw==4.1.1'
	npm install --silent --no-fund --no-audit --no-package-lock --prefix .harvest/node \
	  ldes-client@0.3.0 n3@2 @comunica/query-sparql@4.5.0 @microsoft/jest-sarif@1.0.0-beta.0
	touch $@

browser-tools: tests/browser/node_modules/.installed

tests/browser/node_modules/.installed: tests/browser/package.json
	npm install --silent --no-fund --no-audit --no-package-lock --prefix tests/browser
	touch $@
