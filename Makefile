# Thin on purpose: what each target does stands in scripts/. Overridable: PYTHON (interpreter), VENV (folder).
VENV ?= .venv
BIN := $(VENV)/bin
export VENV PYTHON
export TZ := UTC
# One more than there are cores: tests of the lab, of live captures and of the browser wait for others (decision 0212).
WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1 )))
export PYTHONHASHSEED := 0
# Hundreds of processes of the tests would each compile the whole program.
unexport PYTHONDONTWRITEBYTECODE
MAKEFLAGS += --no-print-directory

.PHONY: help demo test setup setup-test tools lint types kernel docs site fmt bench soak clean

help: ## show the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

setup:
	@sh scripts/setup_env.sh run

setup-test:
	@sh scripts/setup_env.sh test

tools:
	@sh scripts/system_tools.sh
	@$(BIN)/python -m scripts.axe_core

demo: setup ## set up, then judge one drone app captured in four regions, offline
	@sh scripts/demo.sh

test: setup-test tools ## set up with test tools, then every check and test, on every core
	@$(MAKE) --jobs=2 lint types kernel
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: setup-test ## style, format, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: setup-test ## mypy, strict
	$(BIN)/mypy

kernel: setup-test ## compile the kernel for this machine, unless that was done
	$(BIN)/python -c 'from harness.kernel.code_store import machine_code; machine_code()'

docs: setup-test ## rewrite the generated pages
	$(BIN)/python -m scripts.generate_docs

site: setup-test ## build the documentation as a site, out/site; any warning is a fault
	$(BIN)/python -m scripts.build_site

fmt: setup-test ## format, and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-test ## speed and memory on three generated captures (below 25 minutes); see docs/performance.md
	@sh scripts/system_tools.sh bench
	$(BIN)/python -m tests.bench.run

soak: setup-test ## 1,000,000 inputs for each decoder, many more examples, 10,000 mutants, 20,000 campaigns, memory at 10 GB (hours)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt 'atheris>=3.0' || echo "soak: no atheris for this machine, its tests are skipped"
	$(BIN)/python -m harness gateway install-proxy || echo "soak: no newer mitmproxy than Debian's, its mode tun is not tried"
	HARNESS_HYPOTHESIS=soak HARNESS_CAMPAIGNS=20000 HARNESS_MUTANTS=10000 HARNESS_FUZZ_SECONDS=300 $(BIN)/python -m pytest -q -p no:cacheprovider tests
	$(BIN)/python -m tests.bench.soak

clean: ## remove the environment and everything made
	rm -rf $(VENV) out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
