"""`lms …`: the commands of the program, gathered from the features."""

import click


@click.group()
@click.version_option(package_name="tremplin-lms")
def main() -> None:
    """Tremplin, a learning management system for training centres."""
