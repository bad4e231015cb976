# Two commands: `make run` opens the coach in the browser, `make test` checks everything.
# Both install what they need into .venv; nothing is downloaded after that.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MODEL := coach/pose/models/pose_full.task
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard coach/locale/*/LC_MESSAGES/coach.po))
FLOORS := coach.rules coach.kinematics coach.coaching

.PHONY: run run-postgres test bench screenshots check format catalogue wheel clean
.DEFAULT_GOAL := run

run: $(VENV)/.ready $(MODEL) $(CATALOGUES)
	$(BIN)/coach run

# The same on PostgreSQL: a server of this checkout's own, on loopback alone (docs/clinic.md).
run-postgres: $(VENV)/.ready $(MODEL) $(CATALOGUES)
	$(BIN)/python -m tools.postgres

test: $(VENV)/.ready $(MODEL) $(CATALOGUES)
	$(PYTHON) tools/system_libraries.py --tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -n 2 --dist loadgroup --cov --cov-report=
	$(BIN)/coverage report --fail-under=100 --show-missing --skip-covered \
	    --include='coach/rules/*,coach/kinematics/*,coach/coaching/*,coach/care/*'

bench: $(VENV)/.ready $(MODEL) $(CATALOGUES)
	$(BIN)/python -m benchmarks

# Every page and every phase of the guided session: make screenshots SHOTS=folder IN=de
SHOTS ?= build/screenshots
IN ?= en

screenshots: $(VENV)/.ready $(MODEL) $(CATALOGUES)
	$(BIN)/python -m tools.screenshots $(SHOTS) $(IN)

format: $(VENV)/.ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Sentences that the source marks, brought into the catalogues; prints what is left to translate.
catalogue: $(VENV)/.ready
	$(BIN)/python tools/catalogue.py update

wheel: $(VENV)/.ready $(MODEL) $(CATALOGUES)
	$(BIN)/uv build --wheel

clean:
	rm -rf $(VENV) dist build $(MODEL) $(CATALOGUES)

$(VENV)/.ready: uv.lock pyproject.toml tools/system_libraries.py
	$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else "The coach needs Python 3.11, 3.12 or 3.13; this is " + sys.version.split()[0] + ". Name one with: make PYTHON=python3.12")'
	$(PYTHON) tools/system_libraries.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv sync --frozen --quiet
	touch $@

$(MODEL): $(VENV)/.ready coach/pose/build_model.py
	$(BIN)/python -m coach.pose.build_model
	touch $@

$(CATALOGUES): %.mo: %.po $(VENV)/.ready tools/catalogue.py
	$(BIN)/python tools/catalogue.py compile
