"""Checks the files of a wheel and a source distribution: contents.py WHEEL SDIST."""

import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]
EXCLUDED = ("tests", "example_site", "benchmarks", "var", "docs")
REQUIRED_SUFFIXES = (".html", ".css", ".mo", ".po", ".toml")


def package_files() -> set[str]:
    """Every file of the package except caches of Python."""
    paths = (path for path in (ROOT / "wagtail_tyonohjaus").rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in paths if "__pycache__" not in path.parts}


def wheel_problems(wheel: str) -> dict[str, set[str]]:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    files = {name for name in names if ".dist-info/" not in name}
    suffixes = {PurePosixPath(name).suffix for name in files}
    return {
        "missing in the wheel": package_files() - files,
        "in the wheel by mistake": files - package_files(),
        "no file of the type in the wheel": set(REQUIRED_SUFFIXES) - suffixes,
        "no licence in the wheel": set() if any(name.endswith("/LICENSE") for name in names) else {"LICENSE"},
    }


def sdist_problems(sdist: str) -> dict[str, set[str]]:
    with tarfile.open(sdist) as archive:
        paths = [PurePosixPath(*PurePosixPath(name).parts[1:]) for name in archive.getnames()]
    files = {path.as_posix() for path in paths if path.parts}
    return {
        "missing in the sdist": (package_files() | {"CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml"}) - files,
        "in the sdist by mistake": {name for name in files if name.split("/")[0] in EXCLUDED},
    }


def main(wheel: str, sdist: str) -> None:
    problems = {**wheel_problems(wheel), **sdist_problems(sdist)}
    if any(problems.values()):
        raise SystemExit(str({problem: sorted(names) for problem, names in problems.items() if names}))


main(*sys.argv[1:])
