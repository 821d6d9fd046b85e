#!/usr/bin/env bash
# Measures what needs minutes, with a PostgreSQL cluster of its own, and prints one table of everything measured so far.
#
#   ./bench.sh [name...]      for instance  ./bench.sh rush mail
#
# Without names it measures everything, which takes hours. docs/scoreboard.md gets what was measured. “faults” stands for all that take
# something away: kill -9, SIGTERM, the mail server, the disk, the database, the clock, the job store, one of two instances.
# KILLS=30 STOPS=10 ./bench.sh kills stops   makes those two shorter, and APPOINTMENTS=100000 ./bench.sh growth   that one;
# DATABASE=SQLite QUESTIONS=room,status ./bench.sh pages   measures no more than that.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

source scripts/machine.sh

main() {
  local bin
  command -v dotnet >/dev/null || give_up "The .NET SDK (see global.json) is not on the PATH."
  bin=$(postgres_bin)
  [[ -n $bin ]] || give_up "PostgreSQL is not installed; test.sh installs it."
  run dotnet build ClinicaMV.Benchmarks -c Release --disable-build-servers -v quiet -clp:NoSummary >"$work/log/build" ||
    { cat "$work/log/build"; give_up "The build failed."; }
  start_cluster "$bin"
  TMPDIR=$work/tmp run dotnet ClinicaMV.Benchmarks/bin/Release/net10.0/ClinicaMV.Benchmarks.dll "$@"
}

give_up() {
  echo "$1"
  exit 1
}

clean_up() {
  trap '' INT TERM HUP
  set +e
  leave_nothing
}

end_on_signals
main "$@"
