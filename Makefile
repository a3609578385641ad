.DEFAULT_GOAL := help
.PHONY: help run demo test check setup unit browser journeys bench rows lock docs

UV := .venv/bin/uv
PY := .venv/bin/python
UV_VERSION := 0.13.9

help: ## Say what can be done here
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: setup ## Start the whole system; on a fresh state, carry one application to its signed book
	@$(PY) -m local run

demo: setup ## Carry another application through the running system (or start it)
	@$(PY) -m local demo

test: setup check unit browser journeys ## All checks and tests

check: setup ## Lint, types, layers, template
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-cache
	.venv/bin/cfn-lint template.yaml

unit: setup ## Fast tests
	$(PY) -m pytest tests --ignore=tests/journeys --ignore=tests/browser -n 2 -q

browser: setup ## The verifier's page in a real browser
	$(PY) -m pytest tests/browser -n 2 --dist loadfile -q

journeys: setup ## Whole stories on the deployed template
	$(PY) -m pytest tests/journeys -n 2 --dist loadgroup -q

bench: setup ## What an issued book costs, beside other ways to make one
	@$(UV) sync --frozen --quiet --inexact --group bench
	@WITH_BENCH=1 local/packages.sh
	@$(PY) -m bench

docs: setup ## Write what is generated: the OpenAPI document, the diagrams, the type of the documents
	@$(PY) -m local docs

rows: ## Say which rows of the requirements no test cites
	@$(PY) -m tests.rows

lock: setup ## Resolve the dependencies anew
	$(UV) lock

setup: .venv/.ready ## Install what is pinned in uv.lock
	@local/packages.sh

.venv/.ready: uv.lock pyproject.toml
	@test -d .venv || python3 -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(UV) sync --frozen --quiet --inexact --compile-bytecode
	@touch $@
