# Every command a developer needs; `make` lists them. What takes more than a line lives in bin/.
PORT ?= 8000
PY = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test check audit screenshots bench format messages lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.runtime ## Set up, load the demo magazine once, and serve it (PORT=8000)
	@PORT=$(PORT) bin/run

test: .venv/.development ## Run every test, the browser's included (ARGS="-k comments"; DATABASE_URL for PostgreSQL)
	@bin/test $(ARGS)

check: .venv/.development ## Lint, types, imports between apps, migrations, production settings
	@bin/check

audit: .venv/.development ## Lighthouse and the Nu HTML checker on the demo magazine (ARGS="--ci": performance only told)
	@.venv/bin/python -m tests.audit $(ARGS)

screenshots: .venv/.development ## Renew the pictures of docs/pages.md (ARGS="story topic" for some)
	@.venv/bin/python -m tests.screenshots $(ARGS)

bench: .venv/.development ## Print every figure beside its bar: counts, races, scale (ARGS="counters" for one)
	@bin/bench $(ARGS)

format: .venv/.development ## Put code and templates into the house's shape
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .
	@find templates -name '*.html' | xargs .venv/bin/djhtml --tabwidth 2

messages: .venv/.development ## Bring the translations up to date with code and templates (needs gettext)
	@bin/messages $(ARGS)

lock: .venv/.development ## Compile requirements*.in into the pinned requirements*.txt
	@bin/lock

clean: ## Remove the environment and everything the running system wrote (the demo database too)
	rm -rf .venv var artefacts

.venv/.runtime: requirements.txt | .venv/bin/python
	@bin/install requirements.txt
	@touch $@

.venv/.development: requirements-dev.txt requirements.txt | .venv/bin/python
	@bin/install requirements-dev.txt
	@touch $@ .venv/.runtime

.venv/bin/python:
	@bin/venv
