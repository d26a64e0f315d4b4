#!/bin/sh
# Runs `kubezone check` out of a checkout of this repository, which it builds at the first run: the action of GitHub and the
# hook of pre-commit call it. A published package is not needed.
set -e
root=$(cd "$(dirname "$0")/.." && pwd)
if [ ! -e "$root/dist/main.js" ]; then
  (cd "$root" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && npm run --silent build) >&2
fi
exec node "$root/dist/main.js" check "$@"
