# make run     start Netsketch and open it in the browser
# make test    every check and every test
# make bench   how fast the screen answers, beside what is promised
# make format  lay the code out as `make test` wants it
#
# Everything lives in .venv, which is made here. PYTHON=... chooses the Python that makes it, PORT=...
# the port of the app, ADDRESS=0.0.0.0 lets the network in (README, "Open it to a class").
# A PyTorch that is in .venv already, or that this Python has, is kept.

VENV := .venv
PYTHON_HERE := $(VENV)/bin/python
PIP := $(PYTHON_HERE) -m pip install --disable-pip-version-check
# Deno with nothing to download: no update, no module that is not in the repository.
DENO := DENO_NO_UPDATE_CHECK=1 DENO_DIR="$(CURDIR)/$(VENV)/deno" $(VENV)/bin/deno

.PHONY: run test browser checks bench format
.DELETE_ON_ERROR:

run: $(VENV)/.installed
	$(PYTHON_HERE) -m streamlit run app.py --server.showEmailPrompt false $(if $(PORT),--server.port $(PORT)) \
		$(if $(ADDRESS),--server.address $(ADDRESS))

# The browser comes first: getting one may fail, and should not do so after minutes of checks.
test: browser checks
	$(PYTHON_HERE) -m core.runs.compile_ahead
	$(DENO) test --no-remote --no-npm ui/components
	$(PYTHON_HERE) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

browser: $(VENV)/.installed-dev
	$(PYTHON_HERE) scripts/browser.py

checks: $(VENV)/.installed-dev
	$(PYTHON_HERE) -m ruff check
	$(PYTHON_HERE) -m ruff format --check
	$(PYTHON_HERE) -m mypy
	$(DENO) lint ui/components
	$(DENO) check --no-remote --no-npm ui/components

bench: $(VENV)/.installed-dev
	$(PYTHON_HERE) -m benchmarks --ui

format: $(VENV)/.installed-dev
	$(PYTHON_HERE) -m ruff check --fix
	$(PYTHON_HERE) -m ruff format

# The two stamps keep pip, and with it the network, out of every later start.
$(VENV)/.installed: requirements.txt | $(PYTHON_HERE)
	$(PYTHON_HERE) scripts/torch_here.py > $(VENV)/torch.txt
	$(PIP) -r requirements.txt -c $(VENV)/torch.txt
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(PYTHON_HERE) scripts/torch_here.py > $(VENV)/torch.txt
	$(PIP) -r requirements-dev.txt -c $(VENV)/torch.txt
	touch $@

$(PYTHON_HERE):
	sh scripts/venv.sh $(VENV)
