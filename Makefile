# Everything a person or a machine runs here. `make` alone lists it.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo retell up doctor ui client screenshots scrolling test certify fuzz pacing chaos journeys check format bench broadcast management \
    soak train lock clean

PYTHON ?= python3
UV     ?= uv
# Processes the test suite is spread over: one more than two cores, since much of it waits for servers.
JOBS   ?= 3
# Set to 1 to leave after the demo's story, and to start from an empty state directory.
ONCE   ?=
RESET  ?=
# Requests of `certify`; 100,000 when empty.
COUNT  ?=
# Bidder processes of `up` and `demo`.
BIDDERS ?= 1
# Of `chaos`: some of money, temporal, worker, tenants, bodies, outages and ending. Of `journeys`: kills or latency. All of
# them when empty.
PROOFS ?=
# Of `journeys`: runs (20 when empty), people in each (20,000), kills in each (8), the first seed, and stores (sqlite postgresql).
RUNS   ?=
PEOPLE ?=
KILLS  ?=
SEED   ?=
STORES ?=
# Seconds each server is away in the proof `outages`.
OUTAGE_S ?= 60
# Some of http, nats, grpc, contexts, misses, caps, scale, memory, features and rate; all of them when empty.
SECTIONS ?=

# Every process we start would compile hundreds of modules anew.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN  := $(VENV)/bin
OURS := activities api bidding connectors domain storage workers workflows

# The web application: built again when something it is made of changed. `PAGES=` goes without it.
PAGES    ?= ui/dist/index.html
MADE_OF  := $(shell find ui -type d \( -name node_modules -o -name 'dist*' \) -prune -o -type f ! -name '*.test.ts*' ! -name '*.md' ! -name '*.tsbuildinfo' -print)
UI_TOOLS := ui/node_modules/.installed
IN_UI    := ui/scripts/with-node

help:  ## List what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  \033[1mmake %-9s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime $(PAGES)  ## Start everything and run real campaigns through it (ONCE=1 leaves afterwards, RESET=1 forgets the past)
	@exec $(BIN)/campaign-express demo --bidders $(BIDDERS) $(if $(ONCE),--once) $(if $(RESET),--reset)

retell: $(VENV)/.runtime  ## Tell the demonstration's story on new state and again on what it left behind
	@state=$$(mktemp -d); trap 'rm -rf "$$state"' EXIT; \
	for state_is in new old; do \
	    $(BIN)/campaign-express demo --once --state-dir "$$state" || { echo "It does not hold on $$state_is state."; exit 1; }; \
	done; echo "It holds on new and on old state."

up: $(VENV)/.runtime $(PAGES)  ## Start everything with demo data and keep it running until Ctrl-C
	@exec $(BIN)/campaign-express up --bidders $(BIDDERS) $(if $(RESET),--reset)

doctor: $(VENV)/.runtime  ## Say what is needed, where it was found, and what to do about what is missing
	@exec $(BIN)/campaign-express doctor

ui: ui/dist/index.html  ## Build the web application that the API serves, where something of it changed

client: $(VENV)/.develop $(UI_TOOLS)  ## Make the web application's types anew from what the API says of itself
	$(BIN)/python -m api.document | $(IN_UI) node scripts/client.mjs

screenshots: $(VENV)/.develop $(PAGES)  ## Take a picture of every page, light and dark, wide and on a phone, into docs/images
	$(BIN)/python -m tests.browser.screenshots

scrolling: $(VENV)/.develop $(PAGES)  ## Scroll through 10,000 campaigns and 100,000 people and a journey of 200 steps, and say whether it is smooth
	@$(BIN)/python -m tests.browser.scrolling

# The components' tests wait for nothing and use one core, while the others' servers start.
test: $(VENV)/.develop $(PAGES)  ## Run the whole suite against real servers it starts itself, and the pages in a browser
	@said=$$(mktemp); $(IN_UI) node_modules/.bin/vitest run > "$$said" 2>&1 & components=$$!; failed=0; \
	trap 'kill $$components 2>/dev/null || true; rm -f "$$said"' EXIT; \
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --durations=10 || failed=$$?; \
	wait $$components || failed=$$?; cat "$$said"; exit $$failed

pacing: $(VENV)/.develop  ## Simulate days of spending in every weather and compare them with their plans
	$(BIN)/python -m tests.pacing

chaos: $(VENV)/.develop  ## Kill, stop and flood a whole stack and say what held (PROOFS="money bodies" picks some of them)
	OUTAGE_S=$(OUTAGE_S) $(BIN)/python -m tests.system $(PROOFS)

journeys: $(VENV)/.develop  ## Kill what carries journeys, 20 seeded runs, and say who got what (RUNS=2 PEOPLE=500 for less; PROOFS=latency)
	RUNS="$(RUNS)" PEOPLE="$(PEOPLE)" KILLS="$(KILLS)" SEED="$(SEED)" STORES="$(STORES)" \
	    $(BIN)/python -m tests.system.journeys $(PROOFS)

certify: $(VENV)/.develop  ## Answer 100,000 generated bid requests of every kind and check every answer (COUNT=5000 for fewer)
	$(BIN)/python -m tests.certify $(COUNT)

fuzz: $(VENV)/.develop  ## Send 200,000 broken and odd inputs through a bidder's three entries and say what held (INPUTS=, SEED=)
	$(BIN)/python -m tests.fuzz $(or $(INPUTS),200000) $(or $(SEED),1)

check: $(VENV)/.develop $(PAGES)  ## Check format, lint, types, the arrows between packages and how heavy the pages are
	@failed=""; \
	for tool in "ruff format --check ." "ruff check ." "mypy $(OURS)" "lint-imports"; do \
	    echo "$$tool"; $(BIN)/$$tool || failed="$$failed, $${tool%% *}"; \
	done; \
	for tool in "node_modules/.bin/biome check ." "node_modules/.bin/tsc --noEmit" "node scripts/weigh.mjs"; do \
	    echo "ui: $$tool"; $(IN_UI) $$tool || failed="$$failed, $${tool%% *}"; \
	done; \
	if [ -n "$$failed" ]; then echo "Failed: $${failed#, }. make format repairs what can be repaired." >&2; exit 1; fi

bench: $(VENV)/.develop  ## Measure the bid path, beside its floors and bars (SECTIONS="http rate" picks some of it)
	$(BIN)/python -m benchmarks $(SECTIONS)

broadcast: $(VENV)/.develop  ## Send to 1,000,000 people, kill the worker half way, and say whether anybody got two or none
	$(BIN)/python -m benchmarks broadcast

management: $(VENV)/.develop  ## Work with 10,000 campaigns and 1,000,000 people, 20 requests a second, and say how long the slowest took
	$(BIN)/python -m benchmarks management

soak: $(VENV)/.develop  ## Bid for ten minutes and say whether a bidder grows
	$(BIN)/python -m benchmarks.soak

train: $(VENV)/.develop  ## Train the model that ships and judge it by a week it has not seen (the same seed gives the same file)
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bidding.inference.training

format: $(VENV)/.develop $(UI_TOOLS)  ## Put the code in shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(IN_UI) node_modules/.bin/biome check --write .

lock:  ## Pin every dependency by hash, naming no index (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv, or set UV=/path/to/uv" >&2; exit 1; }
	$(UV) pip compile --universal --generate-hashes --no-header --quiet --extra embedded \
	    pyproject.toml -o requirements.lock
	$(UV) pip compile --universal --generate-hashes --no-header --quiet --extra embedded --extra test \
	    --constraint requirements.lock pyproject.toml -o requirements-dev.lock

clean:  ## Remove what was built, cached or stored here, the virtual environment included
	rm -rf $(VENV) .campaign-express .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist \
	    ui/dist* ui/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---------------------------------------------------------------------------------------------------------------------
# The virtual environment: made once, filled again only when a lock or the project's own description changed.

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/pip
	@$(call install,requirements.lock)
	@touch $@

$(VENV)/.develop: requirements-dev.lock pyproject.toml | $(BIN)/pip
	@$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/.runtime

# ---------------------------------------------------------------------------------------------------------------------
# The web application. A build takes the place of the one before it at once, so that the API serves either.

$(UI_TOOLS): ui/package.json ui/package-lock.json ui/.npmrc | $(VENV)/.runtime
	@echo "installing what builds the web application"
	@$(IN_UI) npm ci --loglevel error || { \
	    echo "Its packages come from an npm registry; make $(MAKECMDGOALS) PAGES= goes without the web application." >&2; exit 1; }
	@touch $@

ui/dist/index.html: $(MADE_OF) $(UI_TOOLS)
	@echo "building the web application"
	@made=dist.$$$$; $(IN_UI) node_modules/.bin/vite build --logLevel warn --outDir $$made; \
	    rm -rf ui/dist; mv ui/$$made ui/dist; touch $@

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "Campaign Express needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1 || true)." >&2; \
	    echo "Name another one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

# Installs a lock, then the project itself. pip works quietly; one line says how far it is.
define install
total=$$(grep -c '==' $(1)); log=$(VENV)/install.log; \
echo "installing up to $$total packages of $(1)"; \
$(BIN)/pip install --no-deps --require-hashes --no-input --disable-pip-version-check --root-user-action ignore \
    -r $(1) > $$log 2>&1 & pip=$$!; \
trap 'kill $$pip 2>/dev/null || true' INT TERM; \
while kill -0 $$pip 2>/dev/null; do \
    if [ -t 1 ]; then \
        fetched=$$(grep -cE '^(Collecting|Requirement already)' $$log || true); \
        placed=$$(find $(VENV)/lib -maxdepth 3 -name '*.dist-info' | wc -l); \
        printf '\r  %3d fetched, %3d in place ' $$fetched $$placed; \
    fi; \
    sleep 0.5; \
done; \
wait $$pip || { tail -n 30 $$log >&2; echo "The whole log: $$log" >&2; exit 1; }; \
$(BIN)/pip install --no-deps --no-build-isolation --no-input --quiet --disable-pip-version-check \
    --root-user-action ignore --editable .; \
if [ -t 1 ]; then printf '\r\033[K'; fi; echo "installed into $(VENV)"
endef
