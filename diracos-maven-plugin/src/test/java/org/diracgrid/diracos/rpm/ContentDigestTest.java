package org.diracgrid.diracos.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.testing.Oracles;
import org.diracgrid.diracos.testing.RpmBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentDigestTest {

  private static final String SPEC =
      """
      Name: hello
      Version: 1
      Release: 1
      Summary: says it
      License: MIT
      Requires(post): /bin/sh
      Requires: (zlib or zlib-ng)
      Suggests: cowsay
      %description
      Says it.
      %package doc
      Summary: tells it
      %description doc
      Tells it.
      %install
      mkdir -p %{buildroot}/usr/bin %{buildroot}/usr/share/doc/hello
      echo 'echo hello' > %{buildroot}/usr/bin/hello
      chmod 0755 %{buildroot}/usr/bin/hello
      ln %{buildroot}/usr/bin/hello %{buildroot}/usr/bin/hallo
      ln -s hello %{buildroot}/usr/bin/hi
      echo text > %{buildroot}/usr/share/doc/hello/README
      %post
      echo installed
      %files
      /usr/bin/hello
      /usr/bin/hallo
      /usr/bin/hi
      %ghost /var/log/hello
      %files doc
      /usr/share/doc/hello
      """;

  @TempDir Path dir;
  private int builds;

  private Checksum digest(RpmBuilder builder) {
    return ContentDigest.of(RpmFile.read(builder.writeTo(dir)));
  }

  private Checksum changed(UnaryOperator<RpmBuilder> change) {
    return digest(change.apply(sample()));
  }

  private static RpmBuilder sample() {
    return RpmBuilder.of("zlib", "1.2-1", "x86_64")
        .provides("libz.so.1()(64bit)")
        .requires("libc.so.6()(64bit)")
        .directory("/usr/lib64")
        .file("/usr/lib64/libz.so.1", 0755, "ELF")
        .link("/usr/lib64/libz.so", "libz.so.1")
        .ghost("/var/cache/z");
  }

  @Test
  void whatNobodyWhoInstallsCanTellIsNotInIt() {
    Checksum digest = digest(sample());
    assertThat(changed(it -> it.tag(RpmTag.BUILD_TIME, 7))).isEqualTo(digest);
    assertThat(changed(it -> it.tag(RpmTag.BUILD_HOST, "elsewhere"))).isEqualTo(digest);
    assertThat(changed(it -> it.tag(RpmTag.VENDOR, "somebody"))).isEqualTo(digest);
    assertThat(changed(it -> it.compression(Compression.ZSTD))).isEqualTo(digest);
    assertThat(changed(it -> it.requires("rpmlib(PayloadIsZstd) <= 5.4.18-1"))).isEqualTo(digest);
    assertThat(changed(it -> it.signatureTag(RpmTag.SIG_PAYLOAD_SIZE, 5))).isEqualTo(digest);
  }

  @Test
  void everyRelationScriptAndFileIsInIt() {
    Checksum digest = digest(sample());
    assertThat(changed(it -> it.provides("more"))).isNotEqualTo(digest);
    assertThat(changed(it -> it.requires("more >= 1"))).isNotEqualTo(digest);
    assertThat(changed(it -> it.conflicts("more"))).isNotEqualTo(digest);
    assertThat(changed(it -> it.obsoletes("more < 2"))).isNotEqualTo(digest);
    assertThat(changed(it -> it.recommends("more"))).isNotEqualTo(digest);
    assertThat(changed(it -> it.tag(RpmTag.PRE_IN, "true"))).isNotEqualTo(digest);
    assertThat(changed(it -> it.file("/usr/x", 0644, ""))).isNotEqualTo(digest);
    assertThat(changed(it -> it.directory("/usr/x"))).isNotEqualTo(digest);
    assertThat(changed(it -> it.ghost("/usr/x"))).isNotEqualTo(digest);
    assertThat(digest(RpmBuilder.of("zlib", "1.2-2", "x86_64"))).isNotEqualTo(digest);
  }

  @Test
  void ofAFileContentModeFlagsAndLinksAreInIt() {
    Checksum digest = digest(with(it -> it.file("/f", 0644, "a")));
    assertThat(digest(with(it -> it.file("/f", 0644, "b")))).isNotEqualTo(digest);
    assertThat(digest(with(it -> it.file("/f", 0600, "a")))).isNotEqualTo(digest);
    assertThat(digest(with(it -> it.flagged("/f", RpmFileInfo.CONFIG, "a")))).isNotEqualTo(digest);
    assertThat(digest(with(it -> it.link("/f", "a")))).isNotEqualTo(digest);
    assertThat(digest(with(it -> it.link("/f", "a"))))
        .isNotEqualTo(digest(with(it -> it.link("/f", "b"))));
    assertThat(digest(with(it -> it.file("/f", 0644, "a").file("/g", 0644, "a"))))
        .isNotEqualTo(digest(with(it -> it.hardLinks(0644, "a", "/f", "/g"))));
    assertThat(digest(with(it -> it.capable("/f", "cap_net_raw=ep", "a"))))
        .isNotEqualTo(digest(with(it -> it.capable("/f", "cap_net_raw=p", "a"))));
  }

  private static RpmBuilder with(UnaryOperator<RpmBuilder> content) {
    return content.apply(RpmBuilder.of("one", "1-1", "noarch"));
  }

  @Test
  void theOrderOfRelationsSaysNothing() {
    assertThat(digest(with(it -> it.requires("a", "b"))))
        .isEqualTo(digest(with(it -> it.requires("b", "a", "a"))));
  }

  @Test
  void twoBuildsOfOneSourceHaveOneDigestAndAChangedOneHasAnother() throws IOException {
    Oracles.require("rpmbuild");
    Path first = build(SPEC, "");
    Path second =
        build(
            SPEC,
            "--define '_buildhost elsewhere' --define '_binary_payload w19.zstdio'"
                + " --define '_source_payload w1.gzdio'");
    assertThat(Files.mismatch(rpm(first, "hello-1"), rpm(second, "hello-1"))).isNotNegative();
    for (String name : new String[] {"hello-1", "hello-doc-1"}) {
      assertThat(ContentDigest.of(RpmFile.read(rpm(second, name))))
          .isEqualTo(ContentDigest.of(RpmFile.read(rpm(first, name))));
    }
    Path other = build(SPEC.replace("echo 'echo hello'", "echo 'echo Hello'"), "");
    assertThat(ContentDigest.of(RpmFile.read(rpm(other, "hello-1"))))
        .isNotEqualTo(ContentDigest.of(RpmFile.read(rpm(first, "hello-1"))));
    assertThat(ContentDigest.of(RpmFile.read(rpm(other, "hello-doc-1"))))
        .isEqualTo(ContentDigest.of(RpmFile.read(rpm(first, "hello-doc-1"))));
    Path scripted = build(SPEC.replace("echo installed", "echo there"), "");
    assertThat(ContentDigest.of(RpmFile.read(rpm(scripted, "hello-1"))))
        .isNotEqualTo(ContentDigest.of(RpmFile.read(rpm(first, "hello-1"))));
    Path required = build(SPEC.replace("Suggests: cowsay", "Suggests: ponysay"), "");
    assertThat(ContentDigest.of(RpmFile.read(rpm(required, "hello-1"))))
        .isNotEqualTo(ContentDigest.of(RpmFile.read(rpm(first, "hello-1"))));
  }

  private Path build(String spec, String options) throws IOException {
    Path top = Files.createDirectory(dir.resolve("top" + builds++));
    Files.writeString(top.resolve("hello.spec"), spec);
    Oracles.bash(
        top,
        "rpmbuild -bb --define \"_topdir $PWD\" --define '_build_id_links none' "
            + options
            + " hello.spec");
    return top;
  }

  private static Path rpm(Path top, String start) throws IOException {
    try (Stream<Path> files = Files.walk(top.resolve("RPMS"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(start))
          .findFirst()
          .orElseThrow();
    }
  }
}
