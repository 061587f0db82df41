# From a fresh clone: `make map` draws a sample article, `make test` checks everything.
# Needs git, make, Python >= 3.11 with venv, and a C toolchain. `make help` lists the targets.

PYTHON  ?= python3
ARTICLE ?= data/karabakh-handovers-2020.txt
PAGE    ?= out/map.html

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
CHROMIUM := /usr/bin/chromium
FIREFOX  := /usr/bin/firefox-esr
SOURCES  := geomap tests tools benchmarks

# A package is installed only if its hash is in the lock. The editable install needs no network:
# its build backend is in the lock as well.
install = $(PIP) install --require-hashes --requirement $(1) && \
	$(PIP) install --no-deps --no-build-isolation --no-index --editable .

# Keeps the pins of the lock that is there; `make lock UPGRADE=1` takes the newest of everything.
compile = uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := map
.PHONY: map test test-long check data docs web bench lock format floors picture clean help browsers servers

map: .venv/.run ## draw the sample article (or ARTICLE=...) to out/map.html (or PAGE=...)
	@mkdir -p $(dir $(PAGE))
	@$(BIN)/geomap map "$(ARTICLE)" -o "$(PAGE)"
	@echo "The map of $(ARTICLE) is in $(abspath $(PAGE))"

test: .venv/.test browsers servers check ## lint, types, and every test except the long ones
	$(BIN)/python -m pytest -m "not long"

test-long: .venv/.test browsers ## only the long tests: kill and fuzz loops, thousands of articles
	$(BIN)/python -m pytest -m long

check: .venv/.test ## lint, format and types, without the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/.test ## put the code into its one format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

data: .venv/.data ## build the shipped data from its sources
	$(BIN)/python -m tools.data

web: .venv/.run ## build the program of the page from its sources (needs npm)
	$(BIN)/python -m tools.web

bench: .venv/.bench ## measure the page beside its peers (needs npm and chromium; about 10 minutes)
	PYTHONPATH=. .venv/bench/bin/python benchmarks/page.py

lock: ## write the lock files anew from pyproject.toml (needs uv); UPGRADE=1 for newer versions
	@command -v uv >/dev/null || { echo "make lock needs uv: see CONTRIBUTING.md" >&2; exit 1; }
	$(compile) --group build --output-file requirements.lock
	$(compile) --all-extras --group build --group test --group lint --group docs \
		--constraints requirements.lock --output-file requirements-test.lock
	$(compile) --group build --group bench --constraints requirements-test.lock \
		--output-file requirements-bench.lock
	$(compile) --group build --group data --constraints requirements-test.lock \
		--output-file requirements-data.lock
	$(subst pyproject.toml,,$(compile)) --group servers --output-file requirements-servers.lock

docs: .venv/.test ## build the documentation, its pictures included, to out/docs
	@$(BIN)/python -m sphinx -W -q -b html docs out/docs
	@echo "The documentation is in $(abspath out/docs/index.html)"

floors: .venv/.test ## pin what the reader reaches as the least it may reach (LOWER=1 to lower)
	$(BIN)/python tools/floors.py $(if $(LOWER),--lower)

picture: .venv/.test browsers ## take the picture that opens the README, and those of docs/images
	$(BIN)/python -m tools.picture data/karabakh-handovers-2020.txt docs/images

clean: ## remove the environment and everything built
	rm -rf .venv out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# A stamp is newer than its lock and pyproject.toml exactly when the environment is up to date.
.venv/.run: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing geomap and what it needs to run (a few minutes the first time) ..."
	@$(call install,requirements.lock)
	@touch $@

.venv/.test: requirements-test.lock requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing geomap and what its tests need (a few minutes the first time) ..."
	@$(call install,requirements-test.lock)
	@touch .venv/.run $@

.venv/.data: requirements-data.lock | .venv/.run
	@echo "Installing what the data build needs ..."
	@$(call install,requirements-data.lock)
	@touch $@

# What geomap never needs has environments of its own: the peers that the page is measured beside,
# and the Nominatim that the tests ask, which is under the GPL.
.venv/.bench .venv/.servers: .venv/.%: requirements-%.lock | .venv/bin/python
	@echo "Installing what $* needs, apart from geomap (some minutes the first time) ..."
	@$(PYTHON) -m venv --clear .venv/$*
	@.venv/$*/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes \
		--requirement $<
	@touch $@

# Silent when all is well. Python may be too old, and Debian ships venv separately.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		found=$$($(PYTHON) --version 2>/dev/null) || found=missing; \
		echo "geomap needs Python 3.11 or newer, but $(PYTHON) is $$found:" \
		"name another with make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make environments: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv

# Installs packages of Debian's where a check fails: $(1) the check, $(2) the packages, $(3) for what.
debian = { $(1); } || { \
	if [ "$$(id -u)" -eq 0 ]; then as_root=; \
	elif sudo -n true 2>/dev/null; then as_root="sudo -n"; \
	else as_root=false; fi; \
	echo "Installing $(2) for $(3) ..."; \
	$$as_root apt-get update -qq >/dev/null && \
	$$as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends $(2) >/dev/null && \
	{ $(1); } || { echo "$(3) are missing: run as root apt-get install $(2)" >&2; exit 1; }; }

browsers:
	@$(call debian,test -x $(CHROMIUM) -a -x $(FIREFOX),chromium firefox-esr,the browsers of the tests)

# PostgreSQL, and what Nominatim is built with; GDAL, whose validator looks at the cases.
SERVER_PACKAGES := postgresql postgresql-postgis postgresql-postgis-scripts osm2pgsql \
	pkg-config libicu-dev g++ python3-dev python3-gdal
HAVE_SERVERS := ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 && \
	command -v osm2pgsql pkg-config >/dev/null && pkg-config --exists icu-i18n && \
	/usr/bin/python3 -c 'import osgeo_utils' 2>/dev/null

servers: debian-servers .venv/.servers

.PHONY: debian-servers
debian-servers:
	@$(call debian,$(HAVE_SERVERS),$(SERVER_PACKAGES),the servers of the tests)
