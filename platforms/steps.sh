# Sourced by run, test and the builds: how they speak, and how they install what is missing.

# One line to the person who waits. Everything else goes to a log, shown only when it is of use.
say() { printf '%s\n' "$*" >&2; }
give_up() { say "$*"; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else give_up "This needs root once, to install packages: please run it as root, or install sudo."
  fi
}

# quietly LOG COMMAND…: runs the command, a dot every few seconds, and shows the end of its output if it fails.
quietly() {
  begin "$@"
  attend "$1" "$BEGUN"
}

# begin LOG COMMAND…: runs the command beside whatever comes next; BEGUN is its process. The outermost
# is a group of its own, so that its children end with it. How it ended is kept in a file: a process's
# number may be another's by the time somebody asks.
begin() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  rm -f "$log.ended"
  [ "${IN_GROUP:-}" ] || set -m
  (
    trap 'echo $? >"$log.ended"' EXIT
    IN_GROUP=1 "$@"
  ) >"$log" 2>&1 </dev/null &
  BEGUN=$!
  set +m
  RUNNING[$BEGUN]=$log
}

# attend LOG PROCESS: waits for what was begun, and shows the end of its output if it failed.
attend() {
  local log=$1 pid=$2 since=$SECONDS
  while [ ! -e "$log.ended" ] && kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    if [ -t 2 ] && [ $((SECONDS - since)) -gt 2 ]; then printf '\r  %ss ' $((SECONDS - since)) >&2; fi
  done
  if [ -t 2 ] && [ $((SECONDS - since)) -gt 2 ]; then printf '\r        \r' >&2; fi
  unset "RUNNING[$pid]"
  # One that was killed says nothing, and has not ended well either.
  [ "$(cat "$log.ended" 2>/dev/null)" = 0 ] && return 0
  # A linker's complaint can be hundreds of kilobytes long.
  cut -c1-400 "$log" | grep -v '^ *$' | tail -n 40 >&2
  say "  The whole of it is in $log"
  return 1
}

# What was begun ends with whoever began it.
declare -A RUNNING
stop_what_runs() {
  local pid
  for pid in "${!RUNNING[@]}"; do
    [ -e "${RUNNING[$pid]}.ended" ] || kill -- "-$pid" 2>/dev/null || kill "$pid" 2>/dev/null || true
  done
}
trap stop_what_runs EXIT
trap 'exit 130' INT TERM

is_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# need_packages NAME…: installs those that are missing; says nothing when none is.
need_packages() {
  local missing=() name
  for name in "$@"; do is_installed "$name" || missing+=("$name"); done
  [ ${#missing[@]} = 0 ] && return 0
  command -v apt-get >/dev/null || give_up "Please install these, then run this again: ${missing[*]}"
  say "Installing from this system's packages: ${missing[*]}"
  quietly "$LOGS/apt.log" install_packages "${missing[@]}" || give_up "Those packages could not be installed."
}

# A run that breaks half-way is mended by `-f install` and once more.
install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -q
  as_root apt-get install -y -q --no-install-recommends "$@" && return 0
  as_root apt-get install -y -q -f
  as_root apt-get install -y -q --no-install-recommends "$@"
}

# The Node.js that the tools ask for: 20 or newer. Where the system's is older, one comes as a package.
need_node() {
  command -v node >/dev/null || need_packages nodejs
  command -v npm >/dev/null || need_packages npm
  if [ "$(node --version | sed 's/^v\([0-9]*\).*/\1/')" -lt 20 ]; then
    need_modules "$ROOT/platforms/node"
    PATH=$(echo "$ROOT"/platforms/node/node_modules/node-linux-*/bin):$PATH
  fi
}

# need_node_modules FOLDER: what its package-lock.json names, and nothing else.
need_node_modules() {
  need_node
  need_modules "$1"
}

need_modules() {
  [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] && return 0
  say "Installing what ${1#"$ROOT/"}/package-lock.json names…"
  quietly "$LOGS/npm.log" npm ci --no-fund --no-audit --prefix "$1" || give_up "Those packages could not be installed."
  touch "$1/node_modules/.package-lock.json"
}
