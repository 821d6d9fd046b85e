# What test.sh and bench.sh share: a folder of their own, a PostgreSQL cluster of their own, and children that do not outlive them.
# To be sourced.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en
export DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1
unset CLINICAMV_TEST_POSTGRES

work=$(mktemp -d /tmp/clinicamv.XXXXXX) # not $TMPDIR: the path of a Unix socket must stay short
chmod 711 "$work"                       # the postgres user has to pass
mkdir "$work/tmp" "$work/log"

postgres_pid='' as_postgres=() default_signals=()
# What bash starts with & ignores Ctrl-C, and so would every program under test.
! env '--default-signal=INT,QUIT' true 2>/dev/null || default_signals=('--default-signal=INT,QUIT')

postgres_bin() {
  local bin
  while read -r bin; do
    if [[ -x $bin/initdb && -x $bin/postgres ]]; then
      echo "$bin"
      return
    fi
  done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV; pg_config --bindir 2>/dev/null; dirname "$(command -v initdb)")
}

# Takes the folder of the server's programs; CLINICAMV_TEST_POSTGRES says where it listens. Needs a give_up.
start_cluster() {
  local port
  make_cluster "$1"
  for _ in {1..5}; do
    port=$((20000 + RANDOM % 12000)) # below the range from which the system gives ports to clients
    if listen_on "$1" "$port"; then
      export CLINICAMV_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres"
      return
    fi
  done
  tail -n 20 "$work/log/postgres"
  give_up "PostgreSQL did not start."
}

make_cluster() {
  local owner
  mkdir "$work/postgres"
  # The kernel ends the server with this script, even when the script is killed outright.
  ! command -v setpriv >/dev/null || as_postgres=(setpriv --pdeathsig INT)
  if ((EUID == 0)); then
    owner=$(id -un postgres 2>/dev/null || echo nobody)
    as_postgres+=(--reuid="$owner" --regid="$(id -g "$owner")" --init-groups)
    chown "$owner" "$work/postgres"
  fi
  chmod 700 "$work/postgres"
  (in_postgres "$1/initdb" -D "$work/postgres/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync) >"$work/log/postgres" 2>&1 \
    || { tail -n 20 "$work/log/postgres"; give_up "PostgreSQL's initdb failed."; }
  echo 'host all all 127.0.0.1/32 trust' >"$work/postgres/data/pg_hba.conf"
}

# Replaces the shell that calls it, so that $! is the server itself.
in_postgres() {
  cd "$work/postgres" || exit
  unset "${!PG@}"
  exec "${as_postgres[@]}" "$@"
}

listen_on() {
  local waited
  in_postgres "$1/postgres" -D "$work/postgres/data" -p "$2" -k "$work/postgres" -c listen_addresses=127.0.0.1 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 >>"$work/log/postgres" 2>&1 &
  postgres_pid=$!
  for ((waited = 0; waited < 300; waited++)); do
    ! grep -q '^ready' "$work/postgres/data/postmaster.pid" 2>/dev/null || return 0
    kill -0 "$postgres_pid" 2>/dev/null || break
    sleep 0.1
  done
  stop_postgres
  return 1
}

# In the background, so that a signal reaches this script at once; marked, so that what is left can be found.
run() {
  env "${default_signals[@]}" CLINICAMV_TEST_RUN="$work" "$@" </dev/null &
  wait $!
}

end_children() {
  local pids signal
  for signal in TERM KILL; do
    for _ in {1..50}; do
      mapfile -t pids < <(children)
      ((${#pids[@]})) || return 0
      kill -"$signal" "${pids[@]}" 2>/dev/null || true
      sleep 0.1
    done
  done
}

children() {
  { grep -lz "^CLINICAMV_TEST_RUN=$work\$" /proc/[0-9]*/environ 2>/dev/null || true; } | cut -d / -f 3
}

stop_postgres() {
  local signal
  [[ -n $postgres_pid ]] || return 0
  for signal in INT QUIT KILL; do
    kill -"$signal" "$postgres_pid" 2>/dev/null || break
    for _ in {1..100}; do
      kill -0 "$postgres_pid" 2>/dev/null || break 2
      sleep 0.1
    done
  done
  postgres_pid=''
}

leave_nothing() {
  end_children
  stop_postgres
  rm -rf "$work"
}

end_on_signals() {
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}
