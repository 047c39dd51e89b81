.PHONY: check format lint types layers test docs bench

check: lint types layers test docs

format:
	ruff format src tests benchmarks
	ruff check --fix src tests benchmarks

lint:
	ruff format --check src tests benchmarks
	ruff check src tests benchmarks

types:
	mypy

layers:
	lint-imports

test:
	python -m pytest -n auto --cov --cov-report=term-missing:skip-covered --cov-fail-under=95

# What the documents show is what the program prints: their tests alone.
docs:
	python -m pytest -q tests/test_docs.py tests/test_output_page.py tests/test_rules_page.py tests/test_readme.py tests/test_transcripts.py

bench:
	python benchmarks/compare.py
	python benchmarks/proof.py
