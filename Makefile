# Every target sets up .venv in this folder when it is missing or out of date.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
READY := $(VENV)/.ready
MONITORING := $(VENV)/monitoring
MONITORING_PACKAGES := prometheus prometheus-alertmanager
KAFKA := $(VENV)/kafka
COMPOSE := $(VENV)/compose
COMPOSE_PACKAGES := docker-compose $(addprefix python3-,attr cached-property certifi chardet charset-normalizer distro docker dockerpty docopt dotenv idna jsonschema pyrsistent requests six texttable urllib3 websocket yaml)

ROOM := services/graftwatch
# The rooms without I/O, whose branches the tests must reach.
PURE := $(ROOM)/protocol/*,$(ROOM)/facts/*,$(ROOM)/terminology/*,$(ROOM)/roster/*,$(ROOM)/findings/*,$(ROOM)/bsi/*,$(ROOM)/rejection/*,$(ROOM)/assessment/*,$(ROOM)/safety/*,$(ROOM)/paging/*,$(ROOM)/hl7/*,$(ROOM)/on_call/*,$(ROOM)/committee/*

.DEFAULT_GOAL := help
TYPED_TESTS := $(addprefix tests/unit/,bsi rejection terminology hl7 facts simulator)

.PHONY: help demo serve test nightly soak check style bench fuzz mutation schemas monitoring kafka compose chromium assets pictures dashboards

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) ## the trial's 19 recipients played through the service; KEEP=1 leaves it running, and prints a link to its pages
	@$(BIN)/graftwatch demo $(if $(KEEP),--keep)

serve: $(READY) ## the service on ./data, until Ctrl-C; DATA=… and CONFIG=… change that
	@$(BIN)/graftwatch serve --data $(or $(DATA),data) $(if $(CONFIG),--config $(CONFIG))

test: $(READY) style monitoring kafka compose chromium ## all checks and all tests
	@$(BIN)/coverage run -m pytest -q
	@$(BIN)/coverage report --include "$(PURE)" --fail-under=95 --format=total >/dev/null \
		|| { echo "branch coverage of the pure rooms is below 95 %: coverage report --include '$(PURE)'" >&2; exit 1; }

nightly: $(READY) ## ten thousand seeds of pages through months of faults, for an hour; SEEDS=…, JOBS=… and FIRST=… change that
	@$(BIN)/python -m tests.paging_simulation --seeds $(or $(SEEDS),10000) --first $(or $(FIRST),1) $(if $(JOBS),--jobs $(JOBS))

soak: $(READY) kafka compose monitoring ## the longest tests of the Kafka engine, then load while brokers and roles die, for ten minutes; MINUTES=… and SEED=… change that
	@$(BIN)/python -m pytest -q -m soak
	@PYTHONPATH=tests $(BIN)/python -m soak --minutes $(or $(MINUTES),10) --seed $(or $(SEED),7)

check: $(READY) style ## style, types, imports, sizes, in seconds
	@$(BIN)/python -m pytest -q tests/architecture

# What of `check` is no test: `make test` runs tests/architecture among all the others.
style: $(READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy -p graftwatch && $(BIN)/lint-imports --no-cache
	@MYPYPATH=services:tests $(BIN)/mypy $(TYPED_TESTS)
	@MYPYPATH=deploy/grafana $(BIN)/mypy -p graftwatch_dashboards

bench: $(READY) kafka ## speed and memory against limits and peers, measured in one run
	@PYTHONPATH=tests $(BIN)/python -m tests.bench

fuzz: $(READY) ## coverage-guided fuzzing of all that reads bytes from outside; SECONDS=… changes the ten minutes
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),600)

mutation: $(READY) ## changes the rules and asks whether a test fails, for hours; ONLY=bsi/lcbi.py one file, REPORT=1 the last score
	@$(BIN)/python -m tests.mutation $(if $(ONLY),--only $(ONLY)) $(if $(REPORT),--report)

# Unpacked only, never installed: that would start daemons. Whole or not at all, also when two run at once. Debian's
# Alertmanager looks for its templates under the root of the system; unpacked, it finds them from its own folder.
monitoring: $(READY) ## Prometheus and Alertmanager for the tests of deploy/, from Debian's packages, into .venv
	@test -e $(MONITORING) || { \
		set -e; new=$$(mktemp -d $(VENV)/monitoring.XXXXXX); trap 'rm -rf "$$new"' EXIT; \
		(cd "$$new" && apt-get -qq -o APT::Sandbox::User=root download $(MONITORING_PACKAGES) \
			&& for one in *.deb; do dpkg -x "$$one" . && rm "$$one"; done \
			&& LC_ALL=C sed -i 's|/usr/share/prometheus/alertmanager|usr//share/prometheus/alertmanager|g' usr/bin/prometheus-alertmanager) >/dev/null 2>&1 \
			&& { mv -T "$$new" $(MONITORING) 2>/dev/null || test -e $(MONITORING); } \
			|| echo "no Debian packages $(MONITORING_PACKAGES) to be had here: tests that need them are skipped"; }

# Whole or not at all, also when two run at once.
kafka: $(READY) ## the Kafka broker for the tests, by Maven, into .venv
	@test -e $(KAFKA) || { \
		set -e; new=$$(mktemp -d $(VENV)/kafka.XXXXXX); trap 'rm -rf "$$new"' EXIT; \
		{ command -v java && mvn -q -B -f tests/broker/pom.xml dependency:copy-dependencies -DoutputDirectory="$$PWD/$$new"; } >/dev/null 2>&1 \
			&& { mv -T "$$new" $(KAFKA) 2>/dev/null || test -e $(KAFKA); } \
			|| echo "no Kafka broker to be had here, which takes Java 17 and Maven: tests that need one are skipped"; }

compose: $(READY) ## docker-compose's own parser for the test of docker-compose.yml, from Debian's packages, into .venv
	@test -e $(COMPOSE) || { \
		set -e; new=$$(mktemp -d $(VENV)/compose.XXXXXX); trap 'rm -rf "$$new"' EXIT; \
		(cd "$$new" && apt-get -qq -o APT::Sandbox::User=root download $(COMPOSE_PACKAGES) \
			&& for one in *.deb; do dpkg -x "$$one" . && rm "$$one"; done) >/dev/null 2>&1 \
			&& { mv -T "$$new" $(COMPOSE) 2>/dev/null || test -e $(COMPOSE); } \
			|| echo "no Debian packages of docker-compose to be had here: tests that need them are skipped"; }

chromium: ## Debian's Chromium and a Japanese font, for the tests of the console's pages
	@{ command -v chromium && fc-list :lang=ja | grep -q .; } >/dev/null 2>&1 \
		|| { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install chromium fontconfig fonts-noto-cjk; } >/dev/null 2>&1 \
		|| echo "no Chromium to be had here: tests that need a browser are skipped"

BROWSER := services/graftwatch/console/browser

assets: ## bundles the script of the console's pages anew; takes Node.js and npm
	@cd $(BROWSER) && npm ci --silent && npm run --silent check && npm run --silent build

schemas: $(READY) ## writes schemas/ and the generated documentation anew from the models
	@$(BIN)/python -m graftwatch.entrypoints.schemas
	@$(BIN)/python -m graftwatch.entrypoints.command_docs
	@$(BIN)/python -m graftwatch.entrypoints.setting_docs
	@$(BIN)/python -m graftwatch.entrypoints.interface
	@$(BIN)/python -m graftwatch.entrypoints.paging_docs
	@$(BIN)/python -m graftwatch.entrypoints.access_docs
	@$(BIN)/python -m graftwatch.entrypoints.kafka_docs
	@PYTHONPATH=deploy/grafana $(BIN)/python -m graftwatch_dashboards

dashboards: $(READY) ## writes Grafana's dashboards for this installation into a folder; TO=…, RUNBOOKS=URL and SERVICE=URL change the addresses in their links
	@PYTHONPATH=deploy/grafana $(BIN)/python -m graftwatch_dashboards $(TO) $(if $(RUNBOOKS),--runbooks $(RUNBOOKS)) $(if $(SERVICE),--service $(SERVICE))

pictures: $(READY) chromium ## draws docs/pictures/ anew: pages and the console as people see them
	@PYTHONPATH=tests $(BIN)/python -m pictures

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "python3 is older than 3.11; set PYTHON=python3.11 or newer" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "the venv module is missing: apt-get install python3-venv" >&2; exit 1; }
	@echo "installing into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)
