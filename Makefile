# `make check` is what CI runs. Everything else is a shortcut.
.PHONY: check test lint demo bench messages lock

check:
	CI=true bash .ci/run

test:
	python3 bootstrap.py test

lint:
	ruff format --check .
	ruff check .
	mypy
	lint-imports
	djlint --lint lms --quiet

demo:
	python3 bootstrap.py demo

bench:
	python -m benchmarks.flow

messages:
	sh scripts/messages.sh

lock:
	sh scripts/lock.sh
