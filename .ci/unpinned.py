"""Lists the installed packages that a constraints file pins to other versions or not at all: unpinned.py FILE."""

import re
import sys
from importlib.metadata import distributions
from pathlib import Path

OWN = "wagtail-tyonohjaus"


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main(constraints: str) -> None:
    lines = Path(constraints).read_text(encoding="utf-8").splitlines()
    pins = {line.partition(";")[0].strip() for line in lines if not line.startswith("#")}
    installed = {f"{normalized(package.name)}=={package.version}" for package in distributions()}
    print(*sorted(pin for pin in installed - pins if not pin.startswith(f"{OWN}==")), sep="\n", end="")


main(*sys.argv[1:])
