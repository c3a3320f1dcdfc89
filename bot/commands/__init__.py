"""The groups of the command `teller`, one file each."""

from __future__ import annotations

from typing import IO, Any

import click


class Failure(click.ClickException):
    """An error a person can do something about: one sentence on stderr, exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"teller: {self.message}", err=True)
