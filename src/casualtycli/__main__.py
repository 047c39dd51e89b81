"""Run the command line: ``casualty``, or ``python -m casualtycli``."""

import gc


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    gc.disable()  # a run is short and keeps nearly all it makes: collecting would take a third of the time
    from casualtycli.cli import run  # not before: it makes thousands of objects too

    run()


if __name__ == "__main__":
    main()
