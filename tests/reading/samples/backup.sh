#!/usr/bin/env bash
# Copy the notes.
set -euo pipefail

target="${1:-/tmp/notes}"
copy() {
  local file=$1
  cp "$file" \
    "$target"
}

for file in *.txt; do
  if [[ -s $file ]]; then
    copy "$file"
  elif [[ -e $file ]]; then
    echo "empty"
  else
    echo "none"
  fi
done

case $target in
  /tmp/*)
    echo "temporary"
    ;;
  *) echo "kept" ;;
esac

cat <<END
done

with $target
END
while read -r line; do echo "$line"; done < list.txt
