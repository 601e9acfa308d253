"""The command line: ``knowshow``. Others script against it; ``docs/reference/cli.md`` is generated from it."""
