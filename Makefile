# Needs Python 3.11 or newer and make; everything else goes into .venv.

PYTHON ?= $(shell for name in python3.11 python3; do \
	if "$$name" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo "$$name"; break; fi; done)
PIP := .venv/bin/python -m pip --disable-pip-version-check
RUNTIME := .venv/installed-runtime
EVERYTHING := .venv/installed-everything

.PHONY: help uat test check soak seeds profiles crashes kills explore proof sample year bench clean pins

help: ## Say what can be made.
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  make \1|/' | \
		while IFS='|' read -r target purpose; do printf '%-12s %s\n' "$$target" "$$purpose"; done

uat: $(RUNTIME) ## Run the scenarios against the reference engine; ARGUMENTS=S07 runs one.
	@status=0; .venv/bin/ordergate run $(ARGUMENTS) || status=$$?; \
		echo "exit code of ordergate run: $$status"; exit $$status

test: check ## Check the code, then run every test.
	.venv/bin/python -m pytest -rs --durations=10 -n 2 --dist loadfile

check: $(EVERYTHING) ## Lint, types, import rules and size limits.
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/python -m pytest --quiet tests/test_shape.py

# The seed comes from outside unless it is given: make soak SEED=7 STORIES=2000
soak: STORIES ?= 500
soak: SEED := $(or $(SEED),$(shell od -An -N4 -tu4 /dev/urandom | tr -d ' '))
soak: $(EVERYTHING) ## Tell many more stories to all systems than a test run does; prints its seed.
	@echo "seed $(SEED), $(STORIES) stories in each topology"
	ORDERGATE_SOAK=$(STORIES) .venv/bin/python -m pytest --hypothesis-seed=$(SEED) tests/machine/test_machine.py

# It goes on where it was ended; ARGUMENTS=--minutes=30 bounds it, ARGUMENTS=S07 chooses scenarios.
seeds: SEEDS ?= 100
seeds: $(RUNTIME) ## Run all scenarios with 100 seeds (SEEDS=5 for fewer), and print a table.
	@status=0; .venv/bin/python -m tests.seeds.many --seeds $(SEEDS) $(ARGUMENTS) || status=$$?; \
		echo "exit code of the seeds: $$status"; exit $$status

# What was run is kept for each profile and choice, so that 100 seeds can be run in pieces.
profiles: SEEDS ?= 5
profiles: PROFILES ?= light rough hostile
profiles: REPAIR ?= on off
profiles: $(RUNTIME) ## Run all scenarios under each profile of faults, with repair of drift on and off.
	@status=0; for profile in $(PROFILES); do for repair in $(REPAIR); do \
		.venv/bin/python -m tests.seeds.many --seeds $(SEEDS) --profile $$profile \
			--reconciliation $$repair $(ARGUMENTS) || status=$$?; done; done; exit $$status

crashes: $(RUNTIME) ## Crash the engine at every point of S01, S07, S14, S32 and S39; ARGUMENTS=--stride=10 takes some.
	.venv/bin/python -m tests.crashes.every $(ARGUMENTS)

kills: $(RUNTIME) ## End the engine's process with kill -9 twenty times while orders flow, and judge.
	.venv/bin/python -m tests.kills.many $(ARGUMENTS)

explore: SEEDS ?= 2000
explore: $(RUNTIME) ## Tell 2000 stories drawn from seeds (SEEDS=200 for fewer) to the reference engine.
	.venv/bin/ordergate explore --seeds $(SEEDS) $(ARGUMENTS)

proof: $(RUNTIME) ## Have every broken connector meet scenarios and stories, and write docs/proof.md.
	.venv/bin/ordergate prove --page docs/proof.md $(ARGUMENTS)

sample: $(RUNTIME) ## Have every second broken connector meet what caught it before; minutes.
	.venv/bin/ordergate prove --sample $(ARGUMENTS)

year: $(EVERYTHING) ## Carry the whole year of real orders, check the outcome, write docs/year.md.
	.venv/bin/ordergate bench --year --report out/year.json --page docs/year.md $(ARGUMENTS)
	.venv/bin/python -m tests.trade.year_control out/year.json

bench: $(EVERYTHING) ## Carry a month of real orders (make year: all), and say where the time goes.
	.venv/bin/ordergate bench $(ARGUMENTS)

clean: ## Remove everything that was made, the virtual environment and runs included.
	rm -rf .venv .pins dist out allure-results .hypothesis
	rm -rf .import_linter_cache .grimp_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Run it with Python 3.11, the oldest that is supported: newer ones need no package more.
pins: ## Write constraints.txt anew from the newest releases that agree with pyproject.toml.
	rm -rf .pins
	"$(PYTHON)" -m venv .pins
	.pins/bin/python -m pip --disable-pip-version-check install --quiet '.[test,dev]'
	echo '# Exact versions of everything that is installed; written by make pins.' > .pins/constraints.txt
	.pins/bin/python -m pip freeze --exclude ordergate >> .pins/constraints.txt
	mv .pins/constraints.txt constraints.txt
	rm -rf .pins

.venv/bin/python:
	@test -n "$(PYTHON)" || { \
		echo "no Python 3.11 or newer that can make a virtual environment was found;"; \
		echo "on Debian: apt install python3.11-venv; elsewhere: make PYTHON=/path/to/python3.11"; \
		exit 1; }
	"$(PYTHON)" -m venv --clear .venv || { rm -rf .venv; exit 1; }

# The build tool is installed first and isolation is off, so that it is pinned like the rest.
$(RUNTIME): pyproject.toml constraints.txt | .venv/bin/python
	@echo "installing Ordergate into .venv"
	@$(PIP) install --quiet -c constraints.txt hatchling
	@$(PIP) install --quiet -c constraints.txt --no-build-isolation -e .
	@touch $@

$(EVERYTHING): $(RUNTIME)
	@echo "installing what tests and checks need into .venv"
	@$(PIP) install --quiet -c constraints.txt --no-build-isolation -e '.[test,dev]'
	@touch $@
