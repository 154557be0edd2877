# Two commands do everything: `make run` opens the workstation, `make test` passes the tests.

LANG_UI ?= zh_CN
DATA ?= .data/demo
PYTEST_ARGS ?= -n 3 --dist loadfile --no-loadscope-reorder
BIN = .venv/bin

.PHONY: run test check types rules format bench chaos pictures translations migration

run:
	@.ci/environment run
	@$(BIN)/onewindow demo --data $(DATA) --language $(LANG_UI)

test:
	@.ci/environment test
	@$(MAKE) --no-print-directory check
	$(BIN)/pytest $(PYTEST_ARGS)

check:
	@$(MAKE) --no-print-directory --jobs=2 --output-sync rules types

types:
	$(BIN)/mypy

rules:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m tui.locale.extract --check
	$(BIN)/onewindow catalogue check
	$(BIN)/python -m backend.schema --check

format:
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

translations:
	$(BIN)/python -m tui.locale.extract --update

migration:
	$(BIN)/python -m backend.schema --revision "$(MESSAGE)"

bench:
	$(BIN)/python -m tests.bench

chaos:
	$(BIN)/python -m tests.chaos

pictures:
	$(BIN)/onewindow demo --tour docs/pictures
