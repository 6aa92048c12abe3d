# The verbs of this repository. Plain POSIX make and sh: they run on macOS' own make 3.81 too.
.POSIX:
SHELL = /bin/sh

NODE = node
NODE_MISSING = Flakon needs Node 20.19 or later, and there is no "$(NODE)" here. Install it from https://nodejs.org

.PHONY: help run test build new lint format matrix clean node

help:
	@echo 'make run                       installs, builds and starts the skeleton service on http://127.0.0.1:5000/'
	@echo 'make test                      installs, builds, lints, type-checks and runs every test'
	@echo 'make build                     installs, and compiles the packages to their dist folders'
	@echo 'make new NAME=../my-service    makes a service of your own from this checkout;'
	@echo '                               with SPEC=openapi.yaml one that begins with this contract'
	@echo
	@echo 'make lint                      checks style and formatting'
	@echo 'make format                    mends style and formatting'
	@echo 'make matrix                    runs every test on each supported version of Node'
	@echo 'make clean                     removes what the others made'

# exec, so that the service itself gets the signals sent to this shell.
run: node
	@$(NODE) scripts/prepare.js
	@cd packages/create-flakon/template && exec $(NODE) ../../flakon/dist/cli/bin.js run --debug

test: node
	@exec $(NODE) scripts/test.js

build: node
	@$(NODE) scripts/prepare.js

new: node
	@if [ -z "$(NAME)" ]; then echo 'Say where the new service goes: make new NAME=../my-service' >&2; exit 2; fi
	@$(NODE) scripts/prepare.js
	@if [ -n "$(SPEC)" ]; then set -- --spec "$(SPEC)"; fi; \
	exec $(NODE) packages/create-flakon/dist/from-checkout.js "$(NAME)" "$$@"

lint: node
	@$(NODE) scripts/prepare.js --only-install
	@exec $(NODE) scripts/lint.js

format: node
	@$(NODE) scripts/prepare.js --only-install
	@exec $(NODE) scripts/lint.js --write

matrix: node
	@exec $(NODE) scripts/matrix.js

clean: node
	@$(NODE) scripts/clean.js

node:
	@command -v $(NODE) >/dev/null 2>&1 || { echo '$(NODE_MISSING)' >&2; exit 1; }
	@$(NODE) scripts/check-node.cjs
