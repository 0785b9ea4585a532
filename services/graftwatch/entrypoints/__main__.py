"""`python -m graftwatch.entrypoints`: the command line, for a process that starts another."""

from graftwatch.entrypoints.cli import main

if __name__ == "__main__":
    main()
