#!/usr/bin/env bash
# Sets up and runs all tests: unit, oracle (against the native tools), integration on several
# Mavens, and the bundle of the real repository, moved, sandboxed and under a hostile environment.
set -euo pipefail
cd "$(dirname "$0")"

it/setup.sh
it/fixture/make-fixture.py --out .cache/fixture
it/fixture/make-fixture.py --roots it/fixture/roots-build.txt --out .cache/fixture-build
it/rebuild/make-sources.py --out .cache/rebuild/sources
mvn -B install \
  -Ddiracos.fixture="$PWD/.cache/fixture" \
  -Ddiracos.fixture-build="$PWD/.cache/fixture-build" \
  -Ddiracos.rebuild-sources="$PWD/.cache/rebuild/sources" \
  -Ddiracos.oracles=required
it/e2e/run.py --jobs 2 --fixture .cache/fixture --build-fixture .cache/fixture-build --sources .cache/rebuild/sources
