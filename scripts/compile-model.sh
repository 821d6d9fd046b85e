#!/usr/bin/env bash
# Writes what EF Core makes of the mappings for SQLite down as code, so that no start has to make it (docs/decisions/0033-a-model-made-ready.md).
set -euo pipefail
cd "$(dirname "$0")/.."

dotnet tool restore
dotnet build ClinicaMV
rm -rf ClinicaMV/Data/CompiledModel
dotnet ef dbcontext optimize --no-build -p ClinicaMV -c SqliteClinicDb -o "$PWD/ClinicaMV/Data/CompiledModel" -n ClinicaMV.Data.CompiledModel
