# Sourced: say why nothing goes on, one plain sentence in Chinese and in English, and stop.

refuse() {
  printf '%s\n%s\n' "$1" "$2" >&2
  exit 1
}
