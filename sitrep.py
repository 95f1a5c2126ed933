"""The command line of sitrep."""


def main() -> None:
    """Run the command line."""
