#!/usr/bin/env bash
# Sets up, builds the plugin, makes a real RPM repository on this machine, bundles
# examples/quickstart, and runs the result from two places it was never built for.
set -euo pipefail
cd "$(dirname "$0")"

it/setup.sh
mvn -B -q install -DskipTests -pl diracos-maven-plugin -am
it/fixture/make-fixture.py --out .cache/fixture
(cd examples/quickstart && mvn -B diracos:bundle)

tarball=$(echo examples/quickstart/target/diracos-*.tar.gz)
places=$(mktemp -d)
trap 'rm -rf "$places"' EXIT
for place in "$places/one" "$places/another place"; do
  mkdir "$place"
  tar xzf "$tarball" -C "$place"
  echo "== $tarball, unpacked to '$place' and run with an empty environment"
  it/smoke/smoke.sh "$place/diracos"
done
