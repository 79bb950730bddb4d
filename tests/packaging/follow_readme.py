"""Adds the Python blocks of the README's "Start" to the files in their first lines, in the working directory.

They are appended, or inserted in ``INSTALLED_APPS`` above the app that the first line names.
"""

import re
import sys
import textwrap
from pathlib import Path

FILES = ["mysite/settings/base.py", "mysite/settings/base.py", "mysite/urls.py"]
BLOCK = re.compile(r'```python\n# ([^\s,]+)(?:, in INSTALLED_APPS above ("[^"]+"))?\n(.*?)```', re.S)


def code_blocks(readme: str) -> list[tuple[str, str, str]]:
    """The file, the app below the code or nothing, and the code of each block."""
    start = readme.partition("\n## Start\n")[2].partition("\n## ")[0]
    return BLOCK.findall(start)


def with_code(source: str, app: str, code: str) -> str:
    """A file's text with the code of a block."""
    if not app:
        return f"{source}\n{code}"
    line = f"    {app},\n"
    if source.count(line) != 1:
        raise SystemExit(f"The settings do not have the app {app} once")
    return source.replace(line, textwrap.indent(code, "    ") + line)


def main(readme: str) -> None:
    blocks = code_blocks(Path(readme).read_text(encoding="utf-8"))
    files = [file for file, _, _ in blocks]
    if files != FILES:
        raise SystemExit(f"The README's Start edits {files} instead of {FILES}")
    for file, app, code in blocks:
        path = Path(file)
        path.write_text(with_code(path.read_text(encoding="utf-8"), app, code), encoding="utf-8")


main(*sys.argv[1:])
