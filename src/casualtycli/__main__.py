"""Run the command line: ``python -m casualtycli``."""

from casualtycli.cli import run

if __name__ == "__main__":
    run()
