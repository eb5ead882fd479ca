"""Run the command line with ``python -m edihkg``."""

from edihkg.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
