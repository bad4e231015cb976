"""`python -m coach` is the `coach` command."""

from coach.cli import app

app(prog_name="coach")
