# make run: the app on this machine. make check: what is quickly checked. make test: every test.
# make docs: docs/measures.md. make bench: speed as ratios. make numbers: the house in numbers.
PYTHON ?= python3
BIN := .venv/bin

run: .venv/installed
	$(BIN)/python -m sendviz build --simulate --if-missing
	$(BIN)/python -m sendviz serve

# Machines made for one run often keep no bytecode; rewriting the assertions of all tests in every
# worker, and compiling the app for every command that a test starts, takes longer than keeping it.
TESTS := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

# Style, types of the rooms listed in pyproject.toml, and all tests without a built file or browser.
check: style
	$(TESTS) -m "not slow"

# In the order of the folders: the browser's few and slow tests must not be left for the end.
test: style browser
	$(TESTS)

style: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy

numbers: .venv/installed-test
	$(BIN)/python -m tests.house_numbers

# docs/measures.md, from the catalogue and the cases made by hand.
docs: .venv/installed-test
	$(BIN)/python -m tests.write_measures

bench: .venv/installed-test
	$(BIN)/python -m sendviz bench --national

.venv/installed: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/installed-test: requirements-test.txt .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	touch $@

# Debian's Chromium where apt and root are there, Playwright's own otherwise.
browser: .venv/installed-test
	@command -v chromium >/dev/null || { command -v apt-get >/dev/null && test "$$(id -u)" = 0 && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } || \
		$(BIN)/python -m playwright install chromium

.PHONY: run check test style numbers docs bench browser
