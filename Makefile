# Everything is installed into this folder by itself; only Python >= 3.11 and make are needed.
.DEFAULT_GOAL := help
PY := .venv/bin/python
TEMPLATES = $(shell find templates */templates -name '*.html' 2>/dev/null)

CHECKS := check-lint check-format check-types check-layers check-templates check-spelling \
	check-dependencies check-migrations check-django

.PHONY: help install demo run test check bench clean $(CHECKS)

help: ## Show what can be made.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

install: .venv/.synced ## Install the locked dependencies into .venv (all others do it by themselves).

demo: .venv/.synced ## Fill a demonstration and serve it on http://127.0.0.1:8000.
	@$(PY) manage.py demo $(ARGS)

run: .venv/.synced ## Serve the platform and run its jobs.
	@$(PY) manage.py serve $(ARGS)

test: check ## Check and test everything; ARGS="-k word" for some tests only.
	@$(PY) -m pytest $(ARGS)

check: $(CHECKS) ## Check style, types, layers, templates, spelling, dependencies and migrations.

bench: .venv/.synced ## Measure plays a second on this machine.
	@$(PY) -m tests.benchmarks $(ARGS)

clean: ## Remove what was installed and cached; the data in var/ stays.
	@rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# The stamp is inside the environment, so that removing that is enough to have it made again.
.venv/.synced: pyproject.toml uv.lock
	@.ci/bootstrap

# One run at a time: the output of a check stays together under `make -j` too.
.NOTPARALLEL:

$(CHECKS): .venv/.synced

check-lint:
	@$(PY) -m ruff check --quiet

check-format:
	@$(PY) -m ruff format --check --quiet || { $(PY) -m ruff format --diff; exit 1; }

check-types:
	@$(PY) -m mypy --no-error-summary

check-layers:
	@.venv/bin/lint-imports --no-logo

check-templates:
	@$(if $(TEMPLATES),$(PY) -m djlint --quiet --check $(TEMPLATES) && $(PY) -m djlint --quiet --lint $(TEMPLATES))

check-spelling:
	@$(PY) -m codespell_lib --skip="./uv.lock,./var,*.po,*.svg,*.http"

check-dependencies:
	@$(PY) -m deptry .

check-migrations:
	@$(PY) manage.py makemigrations --check --dry-run

check-django:
	@$(PY) manage.py check
