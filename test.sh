#!/usr/bin/env bash
# Builds ClinicaMV and runs every test, with a PostgreSQL cluster and a browser of its own.
#
#   ./test.sh [arguments for dotnet test]      for instance  ./test.sh --filter Join
#
# The last line is "N passed, N failed, N skipped"; the exit code is 0 only when something ran and nothing failed.
#
# CI=true                            locked restore; a browser or PostgreSQL test left out is a failure
# CLINICAMV_NO_INSTALL=1             installs no packages
# CLINICAMV_WITHOUT="Chromium PostgreSql Icalendar"    behaves as if these were not on the machine, and does not install them
# CLINICAMV_TEST_CHROMIUM=PATH       the browser to use
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly project=ClinicaMV.Tests results=$PWD/artifacts trx_name=tests.trx
readonly trx=$results/$trx_name
no_cluster_conf='' user_filter='' left_out=0 test_code=0
missing=() test_arguments=() as_root=()
((EUID == 0)) || as_root=(sudo -n)
source scripts/machine.sh

main() {
  read_arguments "$@"
  command -v dotnet >/dev/null || give_up "The .NET SDK (see global.json) is not on the PATH."
  rm -f "$trx"
  stage "packages" install_missing
  stage "build" build
  stage "PostgreSQL" start_postgres
  stage "Chromium" find_browser
  stage "calendar reader" find_calendar_reader
  stage "left out" name_left_out
  stage "tests" run_tests
  report
}

read_arguments() {
  while (($#)); do
    case $1 in
      --filter) user_filter=${2:?--filter needs an expression}; shift ;;
      --filter=*) user_filter=${1#*=} ;;
      *) test_arguments+=("$1") ;;
    esac
    shift
  done
}

stage() {
  local name=$1 from=$SECONDS
  shift
  "$@"
  printf '[%s: %d s]\n' "$name" $((SECONDS - from))
}

# ---- what the machine needs ------------------------------------------------------------------------------------------

install_missing() {
  local packages=()
  without Chromium || [[ -n $(chromium_path) ]] || packages+=(chromium fonts-liberation)
  without PostgreSql || [[ -n $(postgres_bin) ]] || packages+=(postgresql)
  without Icalendar || reads_calendars || packages+=(python3-icalendar)
  ((${#packages[@]})) || return 0
  if ! may_install; then
    echo "Not installed here: ${packages[*]}"
    return 0
  fi
  echo "Installing ${packages[*]}"
  if ! { apt_install "${packages[@]}" || apt_install "${packages[@]}"; } >"$work/log/apt" 2>&1; then
    tail -n 20 "$work/log/apt"
    echo "Could not install ${packages[*]}"
  fi
  allow_clusters
}

# A reader of invitations that is not ours; Debian's packages belong to Debian's Python.
reads_calendars() { /usr/bin/python3 -c 'import icalendar, pytz' 2>/dev/null; }

without() { [[ " ${CLINICAMV_WITHOUT:-} " == *" $1 "* ]]; }

may_install() {
  [[ ${CLINICAMV_NO_INSTALL:-} != 1 ]] && command -v apt-get >/dev/null || return 1
  ((EUID == 0)) || sudo -n true 2>/dev/null
}

apt_install() {
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)
  [[ " $* " != *" postgresql "* ]] || forbid_clusters
  "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$@"
}

# Debian's package would otherwise make a server on port 5432 and start it.
forbid_clusters() {
  no_cluster_conf=/etc/postgresql-common/createcluster.d/clinicamv-test.conf
  "${as_root[@]}" mkdir -p "${no_cluster_conf%/*}"
  echo 'create_main_cluster = false' | "${as_root[@]}" tee "$no_cluster_conf" >/dev/null
}

allow_clusters() {
  [[ -z $no_cluster_conf ]] || "${as_root[@]}" rm -f "$no_cluster_conf"
  no_cluster_conf=''
}

chromium_path() {
  local browser
  for browser in "${CLINICAMV_TEST_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    # Ubuntu's chromium-browser is a stub, so it has to answer.
    if [[ -n $browser ]] && browser=$(command -v "$browser") && "$browser" --version >/dev/null 2>&1; then
      echo "$browser"
      return
    fi
  done
}

# ---- the stages ------------------------------------------------------------------------------------------------------

build() {
  local locked=()
  [[ ${CI:-} != true ]] || locked=(-p:RestoreLockedMode=true)
  run dotnet build ClinicaMV.sln -c Release --disable-build-servers -v quiet -clp:NoSummary "${locked[@]}" || give_up "The build failed."
}

find_browser() {
  local browser
  without Chromium || browser=$(chromium_path)
  if [[ -z ${browser:-} ]]; then
    missing+=(Chromium)
    unset CLINICAMV_TEST_CHROMIUM
    return
  fi
  export CLINICAMV_TEST_CHROMIUM=$browser
}

find_calendar_reader() {
  { ! without Icalendar && reads_calendars; } || missing+=(Icalendar)
}

start_postgres() {
  local bin
  without PostgreSql || bin=$(postgres_bin)
  if [[ -z ${bin:-} ]]; then
    missing+=(PostgreSql)
    return
  fi
  start_cluster "$bin"
}

name_left_out() {
  ((${#missing[@]})) || return 0
  local names
  names=$(list_tests "$(joined '|' "${missing[@]/#/Needs=}")")
  [[ -z $names ]] || left_out=$(wc -l <<<"$names")
  echo "Skipped for want of ${missing[*]}: $left_out"
  [[ -z $names ]] || sed 's/^/  /' <<<"$names"
}

list_tests() {
  run dotnet test "$project" -c Release --no-build --list-tests --filter "$(narrowed "$1")" >"$work/log/list" 2>&1 \
    || { cat "$work/log/list" >&2; give_up "The tests could not be listed." >&2; }
  sed -n 's/^    //p' "$work/log/list"
}

narrowed() {
  if [[ -n $user_filter && -n $1 ]]; then
    echo "($user_filter)&($1)"
  else
    echo "$user_filter$1"
  fi
}

joined() {
  local IFS=$1
  shift
  echo "$*"
}

run_tests() {
  local filter arguments=()
  filter=$(narrowed "$(joined '&' "${missing[@]/#/Needs!=}")")
  [[ -z $filter ]] || arguments+=(--filter "$filter")
  # No process of the tests lives long enough for code that measures itself to pay.
  TMPDIR=$work/tmp DOTNET_TieredPGO=0 run dotnet test "$project" -c Release --no-build --results-directory "$results" \
    --logger "trx;LogFileName=$trx_name" "${arguments[@]}" "${test_arguments[@]}" || test_code=$?
}

# ---- the end ---------------------------------------------------------------------------------------------------------

report() {
  local executed passed failed skipped code=0
  executed=$(counter executed)
  passed=$(counter passed)
  failed=$((executed - passed))
  skipped=$(($(counter total) - executed)) # the notExecuted counter of a TRX file stays at 0
  ((failed == 0)) || { echo "Failed:"; tests_that Failed | sed 's/^/  /'; code=1; }
  ((executed > 0)) || { echo "No test ran."; code=1; }
  ((test_code == 0 || code)) || { echo "dotnet test ended with $test_code though no test failed."; code=1; }
  [[ ${CI:-} != true ]] || ((left_out == 0)) || { echo "In CI every browser, PostgreSQL and calendar test has to run."; code=1; }
  [[ ${CI:-} != true ]] || ((skipped == 0)) || none_needed_a_server || code=1
  end_children
  finish $code "$passed" "$failed" $((skipped + left_out))
}

counter() {
  local value=''
  [[ ! -f $trx ]] || value=$(sed -nE "s/.*<Counters .*\b$1=\"([0-9]+)\".*/\1/p" "$trx" | head -n 1)
  echo "${value:-0}"
}

tests_that() {
  sed -nE "/<UnitTestResult .*outcome=\"$1\"/ s/.* testName=\"([^\"]*)\".*/\1/p" "$trx" |
    sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | sort -u
}

none_needed_a_server() {
  local names
  names=$(comm -12 <(tests_that NotExecuted) <(list_tests 'Needs=PostgreSql|Needs=Chromium|Needs=Icalendar' | sort -u))
  [[ -n $names ]] || return 0
  echo "In CI every browser, PostgreSQL and calendar test has to run; these were skipped:"
  sed 's/^/  /' <<<"$names"
  return 1
}

give_up() {
  echo "$1"
  finish 1 0 0 0
}

finish() {
  printf '%d passed, %d failed, %d skipped\n' "$2" "$3" "$4"
  exit "$1"
}

clean_up() {
  trap '' INT TERM HUP
  set +e
  allow_clusters
  leave_nothing
}

end_on_signals
main "$@"
