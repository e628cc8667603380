package org.diracgrid.diracos.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostLibrariesTest {

  @Test
  void theGlibcFamilyIsAlwaysTheHosts() {
    HostLibraries host = new HostLibraries(List.of());

    for (String name : List.of("libc.so.6", "ld-linux-x86-64.so.2", "libmvec.so.1")) {
      assertThat(host.isGlibc(name)).as(name).isTrue();
      assertThat(host.isOnHost(name)).as(name).isTrue();
    }
    assertThat(host.isGlibc("libnsl.so.1")).isFalse();
    assertThat(host.isOnHost("libnsl.so.1")).isTrue();
    assertThat(host.isOnHost("libstdc++.so.6")).isFalse();
  }

  @Test
  void namesOfListsStandForTheirLibraries() {
    for (String list :
        List.of("manylinux2014", "manylinux_2_17", "manylinux_2_28", "manylinux_2_34")) {
      HostLibraries host = new HostLibraries(List.of("libfoo.so.*", list));
      for (String name :
          List.of("libstdc++.so.6", "libgcc_s.so.1", "libz.so.1", "libX11.so.6", "libfoo.so.1")) {
        assertThat(host.isOnHost(name)).as("%s of %s", name, list).isTrue();
        assertThat(host.isGlibc(name)).as(name).isFalse();
      }
      assertThat(host.isOnHost("libcurl.so.4")).isFalse();
    }
  }

  @Test
  void otherNamesAreGlobs() {
    for (String name : List.of("manylinux1", "manylinux_2_5", "manylinux_2_170", "manylinux")) {
      assertThat(new HostLibraries(List.of(name)).isOnHost("libz.so.1")).as(name).isFalse();
    }
  }
}
