# `make help` lists the targets. PORT, INSTANCE_DIR, PUBLIC_BASE_URL, DATABASE_URL, BLOB_URL and VALID_API_KEYS are honoured.
PYTHON ?= python3
BIN := .venv/bin
export INSTANCE_DIR ?= $(CURDIR)/instance
PYTEST_WORKERS ?= 3
FUZZ_SECONDS ?= 60

.PHONY: help serve demo test check format hostile fuzz bench reliability clean lock setup setup-dev

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

serve: setup ## Set up and run everything on this machine: web on PORT (3000), worker, database
	@$(BIN)/python -m flask --app wsgi kyc serve

demo: setup ## Run one whole verification against the running server
	@$(BIN)/python -m flask --app wsgi kyc demo

test: setup-dev ## Set up what tests need and run them all, on SQLite and then on PostgreSQL
	@sh scripts/test.sh $(BIN) $(PYTEST_WORKERS)

check: .venv/.dev ## Lint, types, layers, migrations, known vulnerabilities of packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/architecture
	@$(BIN)/python scripts/vulnerable.py

format: .venv/.dev ## Format the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

hostile: setup-dev ## Send 5,000 hostile images to a real server, and many generated requests of each kind (`make test`: few)
	$(BIN)/python -m bench hostile
	DRAWN_REQUESTS=200 $(BIN)/python -m pytest -q tests/api/test_schemathesis.py

fuzz: setup-dev ## Fuzz all code that reads strangers' bytes, FUZZ_SECONDS (60) for each target (`make test`: few runs)
	@sh scripts/fuzz.sh $(BIN) $(FUZZ_SECONDS)

bench: setup-dev ## Measure: pipeline, API, and a soak of ten minutes on each database
	$(BIN)/python -m bench pipeline
	$(BIN)/python -m bench api
	$(BIN)/python -m bench soak

reliability: setup-dev ## Inject every fault of docs/operate/reliability.md at full size, on SQLite and PostgreSQL; takes an hour
	@sh scripts/reliability.sh $(BIN)

lock: ## Resolve the lock files again
	$(BIN)/python -m pip install --quiet uv
	sh scripts/lock.sh $(BIN)

setup: .venv/.runtime ## Virtual environment, locked packages, model weights
	@$(BIN)/python -m flask --app wsgi kyc models install

setup-dev: .venv/.dev ## `setup`, and what tests need: a Chromium and fonts
	@$(BIN)/python -m flask --app wsgi kyc models install
	@sh scripts/test-tools.sh $(BIN)

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.runtime: requirements/runtime.txt .venv/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/runtime.txt
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.runtime
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

clean: ## Remove the virtual environment and caches; instance/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
