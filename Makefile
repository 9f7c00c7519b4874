# Everything a contributor calls. "make run" and "make test" set up what they need by themselves.

PYTHON ?=
FOLDER ?= seeds
ARGS ?=
SHORT ?=
bin := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench lock wheel screenshots setup setup-test

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup:
	@PYTHON='$(PYTHON)' sh .ci/setup.sh run

setup-test:
	@PYTHON='$(PYTHON)' sh .ci/setup.sh test

run: setup ## open the window on seeds/ (FOLDER=... for another; ARGS=... for options)
	@sh .ci/open.sh '$(FOLDER)' $(ARGS)

test: setup-test ## all tests (ARGS=... for pytest)
	$(bin)/python -m pytest -n logical --maxprocesses 8 $(ARGS)

lint: setup ## format, lint, types and import contracts, as CI checks them
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	$(bin)/lint-imports

format: setup ## format the code and mend what ruff can
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

bench: setup-test ## speed, each figure beside its floor (SHORT=1 for a quick look)
	$(bin)/python tests/benchmarks/run.py $(if $(SHORT),--short) $(ARGS)

lock: setup ## renew requirements-dev.lock from pyproject.toml (ARGS=--upgrade for newer versions)
	$(bin)/python -m pip install --quiet --disable-pip-version-check uv
	$(bin)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --custom-compile-command 'make lock' --group dev $(ARGS) pyproject.toml -o requirements-dev.lock

wheel: setup ## wheel and sdist in dist/
	$(bin)/python -m build --no-isolation

screenshots: setup-test ## the pictures of README and guide, made by the program
	$(bin)/annotator --screenshot resources/guide/window-light.png --theme light --size 1400x900 --annotator annotator-a --article munich-hayashi-stoltenberg.txt seeds
	$(bin)/annotator --screenshot resources/guide/window-dark.png --theme dark --size 1400x900 --annotator annotator-a --article munich-hayashi-stoltenberg.txt seeds
	WINDOW_SHOTS=resources/guide $(bin)/python -m pytest -q -p no:cacheprovider tests/ui/review/test_walk.py
