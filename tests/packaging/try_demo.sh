#!/usr/bin/env bash
# Runs make demo in a copy of the checkout, requests its sites, and stops it with its worker; twice, since a second run
# keeps the data.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
server=
finish() {
  [[ -z $server ]] || kill -- "-$server" 2>/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT
git ls-files -z | tar --null --files-from=- --create | tar --extract --directory="$scratch"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
for round in first second; do
  set -m
  env --default-signal=INT make -C "$scratch" demo PORT="$port" >"$scratch/demo.log" 2>&1 &
  server=$!
  set +m
  for _ in $(seq 300); do
    if ! kill -0 "$server" 2>/dev/null; then break; fi
    if curl -fsS -o "$scratch/page.html" "http://localhost:$port/" 2>/dev/null; then break; fi
    sleep 1
  done
  curl -fsS -o "$scratch/page.html" "http://localhost:$port/" || { tail -n 40 "$scratch/demo.log"; exit 1; }
  for site in $(grep -oE "//[a-z]+\.localhost:$port" "$scratch/page.html" | sort -u); do
    curl -fsS -o /dev/null "http:$site/"
    echo "$round run: http:$site/ responds"
  done
  pgrep -g "$server" -f "manage.py tyonohjaus_deliver --watch" >/dev/null || { echo "The worker does not run" >&2; exit 1; }
  # Ctrl-C, then a signal to make alone.
  if [[ $round == first ]]; then kill -INT -- "-$server"; else kill "$server"; fi
  wait "$server" || true
  if pgrep -g "$server" -l >&2; then echo "$round run: these processes still run" >&2; exit 1; fi
  server=
done
