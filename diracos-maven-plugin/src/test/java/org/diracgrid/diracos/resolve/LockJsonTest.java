package org.diracgrid.diracos.resolve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.problem.DiracosException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockJsonTest {

  private static final String WORLD =
      """
      app-1-1.x86_64
        requires lib
      lib-2:1-1.noarch
      """;

  private static final Checksum ANSWERS = new Checksum(Algorithm.SHA256, "1".repeat(64));

  private static Lock lock(World world) {
    return Lock.of(ANSWERS, Map.of("r", ANSWERS), world.closure(World.request("app")));
  }

  @Test
  void whatWasWrittenIsRead() {
    Lock lock = lock(World.of(WORLD));
    assertThat(LockJson.read(LockJson.write(lock), "lock")).isEqualTo(lock);
    assertThat(lock.packages().get(1).requirement()).isEqualTo("lib");
    assertThat(lock.packages().get(1).requiredBy()).containsExactly("app-1-1.x86_64");
  }

  @Test
  void whatWheelsWereBuiltWithIsRead() {
    LockedPython.Wheel tool =
        new LockedPython.Wheel("t", "2", "t-2.whl", "http://h/t-2.whl", ANSWERS, Optional.empty());
    LockedPython.Wheel source =
        new LockedPython.Wheel("z", "1", "", "git+http://h/z@0", ANSWERS, Optional.empty());
    Checksum built = new Checksum(Algorithm.SHA256, "2".repeat(64));
    LockedPython.Wheel locked =
        source.with(new LockedPython.Build("z-1.whl", built, List.of(tool)));
    assertThat(locked.checksum()).isEqualTo(built);
    Lock lock =
        lock(World.of(WORLD)).with(Optional.of(new LockedPython(ANSWERS, List.of(tool, locked))));
    assertThat(LockJson.read(LockJson.write(lock), "lock")).isEqualTo(lock);
  }

  private static Lock withCompiled() {
    LockedPython.Wheel source =
        new LockedPython.Wheel("crc", "1", "crc-1.tar.gz", "u", ANSWERS, Optional.empty());
    LockedPython.Build build =
        new LockedPython.Build("crc-1-x.whl", ANSWERS, List.of(), Optional.of(ANSWERS));
    LockedPython python = new LockedPython(ANSWERS, List.of(source.with(build)));
    return lock(World.of(WORLD)).with(Optional.of(python));
  }

  @Test
  void whatWasCompiledIsReadWithItsInputs() {
    Lock lock = withCompiled();
    assertThat(LockJson.read(LockJson.write(lock), "lock")).isEqualTo(lock);
  }

  @Test
  void aBuiltWheelWithAPathForANameIsRefused() {
    String text = new String(LockJson.write(withCompiled()), UTF_8);
    byte[] bad = text.replace("crc-1-x.whl", "../crc-1-x.whl").getBytes(UTF_8);
    assertThatThrownBy(() -> LockJson.read(bad, "lock"))
        .isInstanceOf(DiracosException.class)
        .hasMessageContaining("'../crc-1-x.whl' is not the name of a wheel");
  }

  @Test
  void theOrderOfTheMetadataDoesNotShow() {
    byte[] bytes = LockJson.write(lock(World.of(WORLD)));
    for (long seed = 0; seed < 10; seed++) {
      assertThat(LockJson.write(lock(World.of(WORLD).shuffled(seed)))).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"lockVersion\" : 1    | \"lockVersion\" : 2   | its lockVersion 2 is of a later version",
        "\"lockVersion\" : 1    | \"lockVersion\" : 0   | its lockVersion is not 1",
        "\"lockVersion\" : 1    | \"lockVersion\" : \"1\" | its lockVersion is not 1",
        "\"packages\" : [       | \"parcels\" : [       | it has no list \"packages\"",
        "\"configuration\"      | \"setup\"             | \"configuration\" is missing",
        "\"name\" : \"app\"     | \"nom\" : \"app\"     | \"name\" is missing",
        "\"name\" : \"app\"     | \"name\" : \"\"       | a package needs a name",
        "\"size\" : 1000        | \"size\" : -1         | \"size\" is not a number",
        "\"epoch\" : 2          | \"epoch\" : 2.5       | \"epoch\" is not a number",
        "sha256:0000            | sha256:00             | is not a sha256 checksum",
        "sha256:0000            | 0000                  | is not <algorithm>:<hex>",
        "\"lockVersion\" : 1,   | <<<<<<< HEAD          | Unexpected character",
      })
  void aLockThatIsNoneSaysWhatIsWrong(String whole, String broken, String message) {
    String text = new String(LockJson.write(lock(World.of(WORLD))), UTF_8);
    assertThat(text).contains(whole);
    assertThatThrownBy(
            () -> LockJson.read(text.replaceFirst("\\Q" + whole, broken).getBytes(UTF_8), "lock"))
        .isInstanceOf(DiracosException.class)
        .hasMessageStartingWith("DOS-LOCK-01 the lock cannot be read: ")
        .hasMessageContaining(message)
        .hasMessageContaining("-Ddiracos.lock=update");
  }

  @ParameterizedTest
  @CsvSource({"''", "null", "[]", "3", "'{\"name\": \"some package.json\"}'"})
  void anotherFileIsNoLock(String text) {
    assertThatThrownBy(() -> LockJson.read(text.getBytes(UTF_8), "lock"))
        .hasMessageStartingWith("DOS-LOCK-01");
  }
}
