#!/usr/bin/env bash
# Looks for metadata, dependencies, patches and CFG files that break a reader, some 20 seconds for each, and for
# ELF files that break the reader or the patcher, a minute for each; what is found stays in
# src/test/resources and is repeated by every ordinary run. Needs compiled tests (mvn test-compile).
set -euo pipefail
cd "$(dirname "$0")/../diracos-maven-plugin"

targets=(
  MetadataFuzzTest#primary
  MetadataFuzzTest#filelists
  MetadataFuzzTest#repomd
  MetadataFuzzTest#comps
  MetadataFuzzTest#mirrors
  MetadataFuzzTest#modules
  MetadataFuzzTest#zchunk
  RichDependencyFuzzTest#rich
  PatchFuzzTest#patch
  PatchFuzzTest#tar
  CfgFuzzTest#cfg
  ElfFuzzTest#read
  ElfFuzzTest#patch
)
# One at a time: a JVM can fuzz one target only.
for target in "${targets[@]}"; do
  echo "fuzzing $target"
  JAZZER_FUZZ=1 mvn -B -q surefire:test@fuzz -Dtest="$target" "$@"
done
