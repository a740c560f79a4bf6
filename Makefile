# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
PORT ?= 8000
SIZE ?= season
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
PIP := $(BIN)/pip install --quiet --disable-pip-version-check
export PORT

.PHONY: demo test check fmt bench assets browser clean help

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

demo: export HAIJU_DEMO = 1
demo: .venv/.product assets ## install, migrate, seed a season if the database is empty, serve
	@$(FLASK) db upgrade
	@$(FLASK) demo seed --size $(SIZE) --if-empty accounts
	@exec $(FLASK) serve --port $(PORT)

test: .venv/.test assets browser ## run the whole test suite
	@$(BIN)/python -m pytest -n $${TEST_PROCESSES:-2} --dist loadscope $(ARGS)

check: .venv/.test ## static checks: style, types, layers, templates, translations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint templates --lint --quiet
	@$(FLASK) translations check
	@$(BIN)/python -m pytest -q tests/migrations

fmt: .venv/.test ## format the code
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

bench: .venv/.test assets ## measure what the README quotes
	@$(BIN)/python -m tests.bench $(ARGS)

assets: .venv/.product ## fetch front-end packages into static/vendor
	@$(BIN)/python -m contest.web.assets

browser: .venv/.test
	@$(BIN)/python -m tests.browser_setup

.venv/bin/pip:
	@$(PYTHON) -m venv .venv

.venv/.product: .venv/bin/pip pyproject.toml
	@echo "Installing the product (a few minutes the first time) ..."
	@$(PIP) --editable . 2>.venv/install.log || (cat .venv/install.log; exit 1)
	@touch $@

.venv/.test: .venv/.product
	@$(PIP) --editable '.[test,check]' 2>.venv/install.log || (cat .venv/install.log; exit 1)
	@touch $@

clean: ## remove everything that can be made again (keeps var/, the data)
	@rm -rf .venv .cache node_modules static/vendor build *.egg-info
