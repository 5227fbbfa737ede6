#!/usr/bin/env bash
# Print what has changed since the last tag, newest first.
set -euo pipefail

last_tag=$(git describe --tags --abbrev=0)
echo "Changes since ${last_tag}"

# Conventional commits name their kind before the colon.
for kind in feat fix perf; do
  entries=$(git log --format='%s' "${last_tag}..HEAD" | grep -E "^${kind}(\(.+\))?:" || true)
  if [[ -n "$entries" ]]; then
    printf '\n%s\n' "$kind"
    printf '%s\n' "$entries" | sed -E 's/^[a-z]+(\(.+\))?: /- /'
  fi
done
