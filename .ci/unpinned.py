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
    for package in sorted(installed - pins):
        if not package.startswith(f"{OWN}=="):
            print(package)


main(*sys.argv[1:])
