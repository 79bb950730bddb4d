"""Takes away what the demo made, and nothing else."""


def reset() -> None: ...
