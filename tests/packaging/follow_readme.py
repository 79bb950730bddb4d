"""Appends the Python blocks of README's "Start" to the files their first lines name, in the working directory."""

import re
import sys
from pathlib import Path


def blocks(readme: str) -> list[tuple[Path, str]]:
    start = readme.partition("\n## Start\n")[2].partition("\n## ")[0]
    return [(Path(name), code) for name, code in re.findall(r"```python\n# (\S+)\n(.*?)```", start, re.S)]


def main(readme: str) -> None:
    found = blocks(Path(readme).read_text(encoding="utf-8"))
    if [str(path) for path, _ in found] != ["mysite/settings/base.py", "mysite/urls.py"]:
        raise SystemExit(f"README's Start edits other files than this knows: {found}")
    for path, code in found:
        path.write_text(path.read_text(encoding="utf-8") + "\n" + code, encoding="utf-8")


main(*sys.argv[1:])
