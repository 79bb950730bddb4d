"""A value of ``MIGRATION_MODULES``."""


class NoMigrations(dict):
    """Tables are created from the models, which takes seconds instead of a minute."""

    def __contains__(self, app: object) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None
