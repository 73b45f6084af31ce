# `make help` lists the targets.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

DATA ?= .stockflow
NORTHWIND ?= ../shared/data/northwind

DEVSTACK_SOURCES := $(shell find devstack -name '*.go' -not -name '*_test.go') devstack/go.mod devstack/go.sum
DASHBOARD_SOURCES := $(wildcard dashboard/*.json dashboard/*.html dashboard/*.ts) \
	$(shell find dashboard/src dashboard/public -type f 2>/dev/null)

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- building

.PHONY: deps
deps: ## install PostgreSQL, Redis and Chromium if missing, check Go and Node
	@scripts/install-deps.sh

.PHONY: tools
tools: bin/tools/sqlc bin/tools/oapi-codegen bin/tools/gotestsum bin/tools/golangci-lint ## build the code generators, the test runner and the linter

bin/tools/sqlc: tools/go.mod tools/go.sum
	@scripts/go-build.sh sqlc tools -o ../$@ github.com/sqlc-dev/sqlc/cmd/sqlc
	@touch $@

bin/tools/oapi-codegen: tools/go.mod tools/go.sum
	@scripts/go-build.sh oapi-codegen tools -o ../$@ github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen
	@touch $@

bin/tools/gotestsum: tools/go.mod tools/go.sum
	@scripts/go-build.sh gotestsum tools -o ../$@ gotest.tools/gotestsum
	@touch $@

# A module of its own: its dependencies would raise those of the generators.
bin/tools/golangci-lint: tools/lint/go.mod tools/lint/go.sum
	@scripts/go-build.sh golangci-lint tools/lint -o ../../$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@touch $@

.PHONY: devstack
devstack: bin/devstack ## build the program that boots PostgreSQL, Redis and Temporal

bin/devstack: $(DEVSTACK_SOURCES)
	@scripts/build-devstack.sh
	@touch $@

.PHONY: dashboard
dashboard: dashboard/dist/index.html ## build the dashboard

dashboard/node_modules/.stockflow-stamp: dashboard/package-lock.json
	@echo "dashboard: installing packages; about a minute the first time"
	@cd dashboard && npm ci --no-audit --no-fund
	@touch $@

dashboard/dist/index.html: dashboard/node_modules/.stockflow-stamp $(DASHBOARD_SOURCES)
	@cd dashboard && npm run build
	@touch dashboard/dist/.gitkeep
	@touch $@

.PHONY: build
build: dashboard ## build bin/api, bin/worker and bin/stockctl
	@mkdir -p bin
	@scripts/go-build.sh stockflow . -o bin/ ./cmd/api ./cmd/worker ./cmd/stockctl

# ---------------------------------------------------------------- running

.PHONY: run
run: deps build devstack ## run everything with a demo company (HOST=0.0.0.0 to reach it from a phone)
	@exec bin/devstack --data $(DATA) -- scripts/run.sh

.PHONY: bench
bench: deps build devstack ## measure under load, with durable settings (ARGS go to test/bench)
	@exec scripts/bench.sh $(ARGS)

.PHONY: bench-lists
bench-lists: deps build devstack ## measure the dashboard's lists at full size, about ten minutes (SCALE=0.1 is a tenth)
	@exec bin/devstack -- scripts/bench-lists.sh $(SCALE)

.PHONY: replay
replay: deps build devstack ## replay a recorded company and verify its books (NORTHWIND=directory)
	@exec bin/devstack -- scripts/replay.sh $(NORTHWIND)

.PHONY: reset
reset: ## delete the data of the demo company
	@scripts/reset.sh $(DATA)

.PHONY: screens
screens: deps build devstack ## take the README's pictures anew
	@cd dashboard && exec ../bin/devstack -- npx playwright test --config playwright.pictures.config.ts

# ---------------------------------------------------------------- checking

.PHONY: test
test: deps build devstack bin/tools/gotestsum ## run all tests: Go, dashboard and browser
	@exec bin/devstack -- scripts/test.sh

.PHONY: generate
generate: bin/tools/sqlc bin/tools/oapi-codegen dashboard/node_modules/.stockflow-stamp ## generate code from SQL and from the API contract
	@scripts/generate.sh

.PHONY: verify
verify: generate-check fmt-check lint ## check generated code, format, lint, types, the weight of the first screen and compose files
	@cd dashboard && npm run lint && npm run typecheck && node scripts/weight.mjs
	@scripts/check-compose.sh

.PHONY: generate-check
generate-check: bin/tools/sqlc bin/tools/oapi-codegen dashboard/node_modules/.stockflow-stamp
	@scripts/generate.sh --check

.PHONY: fmt-check
fmt-check: bin/tools/golangci-lint
	@bin/tools/golangci-lint fmt --diff
	@cd devstack && ../bin/tools/golangci-lint fmt --diff

.PHONY: fmt
fmt: bin/tools/golangci-lint ## format the Go code
	@bin/tools/golangci-lint fmt
	@cd devstack && ../bin/tools/golangci-lint fmt

.PHONY: lint
lint: bin/tools/golangci-lint dashboard ## lint the Go code
	@bin/tools/golangci-lint run
	@cd devstack && ../bin/tools/golangci-lint run --build-tags disable_grpc_modules

.PHONY: clean
clean: ## delete what was built (not the data)
	@rm -rf bin .make dashboard/node_modules
	@find dashboard/dist -mindepth 1 -not -name .gitkeep -delete 2>/dev/null || true
