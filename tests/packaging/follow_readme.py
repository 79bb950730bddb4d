"""Appends the Python blocks of the README's "Start" to the files in their first lines, in the working directory."""

import re
import sys
from pathlib import Path

FILES = ["mysite/settings/base.py", "mysite/urls.py"]


def code_blocks(readme: str) -> list[tuple[str, str]]:
    """The file and the code of each block."""
    start = readme.partition("\n## Start\n")[2].partition("\n## ")[0]
    return re.findall(r"```python\n# (\S+)\n(.*?)```", start, re.S)


def main(readme: str) -> None:
    blocks = code_blocks(Path(readme).read_text(encoding="utf-8"))
    files = [file for file, _ in blocks]
    if files != FILES:
        raise SystemExit(f"The README's Start edits {files} instead of {FILES}")
    for file, code in blocks:
        path = Path(file)
        path.write_text(path.read_text(encoding="utf-8") + "\n" + code, encoding="utf-8")


main(*sys.argv[1:])
