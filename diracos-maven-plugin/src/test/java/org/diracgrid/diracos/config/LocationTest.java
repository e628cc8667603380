package org.diracgrid.diracos.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {

  private static final Path BASE = Path.of("/base/dir");

  @ParameterizedTest
  @CsvSource({
    "repo,                  file:///base/dir/repo",
    "./repo/,               file:///base/dir/repo",
    "../repo,               file:///base/repo",
    "/repo,                 file:///repo",
    "a b,                   file:///base/dir/a%20b",
    "a%20b,                 file:///base/dir/a%2520b",
    "a#b?c,                 file:///base/dir/a%23b%3Fc",
    "file:repo,             file:///base/dir/repo",
    "file:/repo,            file:///repo",
    "file:///a%20b/,        file:///a%20b",
    "file:///a b,           file:///a%20b",
    "file://localhost/a,    file:///a",
    "FILE:///a,             file:///a",
    "https://h/a b?c=d#e,   https://h/a%20b?c=d#e",
    "http://h/$releasever/${basearch}, http://h/$releasever/$basearch",
  })
  void pathsAndAddressesAreUnderstood(String given, String uri) {
    Location location = Location.parse(given, BASE);
    assertThat(location.uri()).hasToString(uri);
    assertThat(location).hasToString(given);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://h/",
        "https:/x",
        "https://",
        "http://h/a|b",
        "file://host/x",
        "rsync:x",
        "a\0b"
      })
  void whatIsNeitherIsRefused(String given) {
    assertThatIllegalArgumentException().isThrownBy(() -> Location.parse(given, BASE));
  }

  @Test
  void fileIsTheSameThroughItsAddress() {
    assertThat(Location.parse("a b/é", BASE).path()).isEqualTo(Path.of("/base/dir/a b/é"));
  }

  @Test
  void directoryEndsInASlash() {
    assertThat(Location.parse("https://h/a", BASE).directory()).hasToString("https://h/a/");
    assertThat(Location.parse("https://h/a/", BASE).directory()).hasToString("https://h/a/");
    assertThat(Location.parse("https://h/a?b=c", BASE).directory()).hasToString("https://h/a?b=c");
  }

  @Test
  void variablesAreReplacedAsDnfDoes() {
    Variables variables = new Variables(Map.of("basearch", "x86_64", "a", "$b"));
    assertThat(variables.replace("$basearch/${basearch}/$basearchx/$$a/$5"))
        .isEqualTo("x86_64/x86_64/$basearchx/$$b/$5");
    assertThat(variables.unknown("$basearch/$x/${y}")).containsExactly("x", "y");
  }

  @ParameterizedTest
  @CsvSource({
    "amd64, x86_64",
    "x86_64, x86_64",
    "aarch64, aarch64",
    "arm64, aarch64",
    "x86, i686",
    "ppc64le, ppc64le",
    "arm, armv7hl",
    "riscv64, riscv64"
  })
  void architecturesHaveRpmsName(String java, String rpm) {
    assertThat(PlatformSpec.rpmArch(java)).isEqualTo(rpm);
  }
}
