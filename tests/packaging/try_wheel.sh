#!/usr/bin/env bash
# Builds the package, installs the wheel in an empty environment, follows the README's "Start" in a new project and the
# tutorial in a browser, then uses the site as its visitors do: pages, form, requested time, feed. At last, the site goes
# live as the tutorial says.
#   tests/packaging/try_wheel.sh [PYTHON [FOLDER]]
# PYTHON has the groups release and browser; default .venv/bin/python. FOLDER is made, and keeps the environment as FOLDER/venv for
# tests/projects/run.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=$PWD/tests/packaging
python=${1:-$PWD/.venv/bin/python}
folder=${2:-}
scratch=${folder:-$(mktemp -d)}
mkdir -p "$scratch"
server=
finish() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  [[ -n $folder ]] || rm -rf "$scratch"
}
trap finish EXIT

"$python" -m build --outdir "$scratch/dist" . >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log"; exit 1; }
"$python" -m twine check --strict "$scratch"/dist/*
"$python" "$here/contents.py" "$scratch"/dist/*.whl "$scratch"/dist/*.tar.gz

python3 -m venv "$scratch/venv"
export PATH=$scratch/venv/bin:$PATH
unset DJANGO_SETTINGS_MODULE DATABASE_URL PYTHONPATH
constraints=$PWD/constraints/django-5.2.txt
pip install -qq --constraint "$constraints" "$scratch"/dist/*.whl
mkdir "$scratch/site"
cd "$scratch/site"
wagtail start mysite . >/dev/null
python "$here/follow_readme.py" "$here/../../README.md"
# The script is faster than a person.
echo 'WAGTAIL_TYONOHJAUS = {"FORM_MIN_SECONDS": 0}' >>mysite/settings/dev.py
python manage.py migrate --verbosity 0
python manage.py makemigrations --check --dry-run
python manage.py check --fail-level ERROR
DJANGO_SUPERUSER_PASSWORD=tutorial python manage.py createsuperuser --noinput --username aino --email aino@example.com
port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
python manage.py runserver --noreload "127.0.0.1:$port" >"$scratch/server.log" 2>&1 &
server=$!
export SCREENSHOT=$scratch/tutorial.png
{ "$python" "$here/follow_tutorial.py" "$here/../../docs/tutorial.md" "http://127.0.0.1:$port" aino tutorial &&
  python "$here/use_site.py" "http://127.0.0.1:$port"; } || { tail -n 40 "$scratch/server.log"; exit 1; }
kill "$server"
server=
PIP_CONSTRAINT=$constraints "$python" "$here/deploy_tutorial.py" "$here/../../docs/tutorial.md" "$here" ||
  { tail -n 40 gunicorn.log; exit 1; }
