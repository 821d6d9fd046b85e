#!/usr/bin/env bash
# Adds one migration for each database: scripts/add-migration.sh NAME
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:?usage: scripts/add-migration.sh NAME}

dotnet tool restore
dotnet build ClinicaMV

# Without these two, dotnet-ef takes the project's folder for the root and leaves a stray snapshot there.
export ProjectDir="$PWD/" OutputPath="$PWD/ClinicaMV/bin/Debug/"
dotnet ef migrations add "$name" --no-build -p ClinicaMV -c SqliteClinicDb -o Migrations/Sqlite
dotnet ef migrations add "$name" --no-build -p ClinicaMV -c PostgresClinicDb -o Migrations/PostgreSql
scripts/compile-model.sh
