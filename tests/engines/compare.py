"""``compare.py <name> <expected.json>``: an engine's list of times on standard input against the expected one."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path


def main() -> int:
    name, expected = sys.argv[1], {tuple(pair) for pair in json.loads(Path(sys.argv[2]).read_text())}
    read = [tuple(pair) for pair in json.load(sys.stdin)]
    missing, extra = sorted(expected - set(read)), sorted(set(read) - expected)
    if not missing and not extra and len(read) == len(set(read)):
        print(f"ok    {name}: {len(read)} times")
        return 0
    print(f"WRONG {name}: {len(missing)} missing, {len(extra)} too many, {len(read) - len(set(read))} twice")
    for kind, pairs in (("missing", missing), ("too many", extra)):
        for pair in pairs[:3]:
            print(f"      {kind}: " + " – ".join(f"{datetime.fromtimestamp(one, UTC):%Y-%m-%d %H:%M}Z" for one in pair))
    return 1


if __name__ == "__main__":
    sys.exit(main())
