"""Checks what a wheel and a source distribution hold: contents.py WHEEL SDIST."""

import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]
OUTSIDE = ("tests", "example_site", "benchmarks", "var", "docs")


def expected() -> set[str]:
    """Every file of the package but what Python or an editor leaves behind."""
    files = (path for path in (ROOT / "wagtail_tyonohjaus").rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}


def main(wheel: str, sdist: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = {name for name in archive.namelist() if ".dist-info/" not in name and not name.endswith("/")}
        notices = [name for name in archive.namelist() if name.endswith("/LICENSE")]
    with tarfile.open(sdist) as archive:
        names = (PurePosixPath(name).relative_to(PurePosixPath(name).parts[0]) for name in archive.getnames())
        in_sdist = {name.as_posix() for name in names if name.parts}
    problems = {
        "missing in the wheel": expected() - in_wheel,
        "not the package's": in_wheel - expected(),
        "missing in the sdist": expected() - in_sdist,
        "does not belong into the sdist": {name for name in in_sdist if name.split("/")[0] in OUTSIDE},
        "no licence": set() if notices else {"LICENSE"},
    }
    for kind in (".html", ".css", ".mo", ".po"):
        if not any(name.endswith(kind) for name in in_wheel):
            problems[f"no {kind} in the wheel"] = {wheel}
    found = {problem: sorted(names) for problem, names in problems.items() if names}
    if found:
        raise SystemExit(f"{wheel}: {found}")


main(*sys.argv[1:])
