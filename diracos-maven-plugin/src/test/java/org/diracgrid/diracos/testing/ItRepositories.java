package org.diracgrid.diracos.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.rpm.Compression;
import org.diracgrid.diracos.rpm.RpmTag;
import org.diracgrid.diracos.signature.TestKey;

/**
 * Writes the small repositories that the integration tests bundle from.
 *
 * <pre>
 * hello -&gt; libhello.so.1()(64bit) [libhello] -&gt; libc.so.6()(64bit) [glibc] -&gt; basesystem
 * extra                 needs nothing
 * top -&gt; middle -&gt; libnone.so.1()(64bit)       in nothing-provides only
 * tool                  two versions, of which the older is in the default stream; in modules only
 * libnone, left against right, unrelated      in unsolvable, beside top and middle
 * evil                  broken in the way that its repository is named after
 * </pre>
 *
 * <p>{@code modules} also has the group {@code tools}: tool, hello, extra if libhello ships, and a
 * package that does not exist.
 *
 * <p>In {@code unsigned-package} all but libhello are signed by the key beside them.
 */
public final class ItRepositories {

  private static final String MODULES =
      """
      ---
      document: modulemd-defaults
      version: 1
      data: {module: tool, stream: "1"}
      ---
      document: modulemd
      version: 2
      data:
        name: tool
        stream: "1"
        version: 1
        context: c0ffee
        arch: x86_64
        dependencies: [{requires: {platform: [el9]}}]
        artifacts: {rpms: ["tool-0:1.0-1.noarch"]}
      ---
      document: modulemd
      version: 2
      data:
        name: tool
        stream: "2"
        version: 1
        context: c0ffee
        arch: x86_64
        dependencies: [{requires: {platform: [el9]}}]
        artifacts: {rpms: ["tool-0:2.0-1.noarch"]}
      """;

  private static final String GROUPS =
      """
      <!DOCTYPE comps PUBLIC "-//Red Hat, Inc.//DTD Comps info//EN" "comps.dtd">
      <comps>
        <group>
          <id>tools</id><name>Small Tools</name>
          <packagelist>
            <packagereq type="mandatory">tool</packagereq>
            <packagereq type="default">hello</packagereq>
            <packagereq type="default">gone</packagereq>
            <packagereq type="conditional" requires="libhello">extra</packagereq>
            <packagereq type="optional">basesystem</packagereq>
          </packagelist>
        </group>
      </comps>
      """;

  private ItRepositories() {}

  /** Writes them below the directory that is the only argument. */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    Files.createDirectories(root.resolve("none"));
    PlainRepository.write(root.resolve("basic"), basic());
    PlainRepository.write(root.resolve("nothing-provides"), nothingProvides());
    List<RpmBuilder> unsolvable = new ArrayList<>(nothingProvides());
    unsolvable.add(RpmBuilder.of("libnone", "1.0-1", "x86_64").provides("libnone.so.1()(64bit)"));
    unsolvable.add(
        RpmBuilder.of("left", "1.0-1", "x86_64").requires("unrelated").conflicts("right"));
    unsolvable.add(RpmBuilder.of("right", "1.0-1", "x86_64"));
    unsolvable.add(RpmBuilder.of("unrelated", "1.0-1", "x86_64"));
    PlainRepository.write(root.resolve("unsolvable"), unsolvable);

    List<RpmBuilder> modular = new ArrayList<>(basic());
    modular.add(RpmBuilder.of("tool", "1.0-1", "noarch").file("/usr/share/tool", 0644, "one"));
    modular.add(RpmBuilder.of("tool", "2.0-1", "noarch").file("/usr/share/tool", 0644, "two"));
    PlainRepository.write(
        root.resolve("modules"), modular, Map.of("modules", MODULES, "group", GROUPS));

    Path hello = Path.of("hello-1.0-1.x86_64.rpm");
    Path wrong = root.resolve("package-wrong-checksum");
    PlainRepository.write(wrong, basic());
    byte[] bytes = Files.readAllBytes(wrong.resolve(hello));
    bytes[bytes.length - 9] ^= 1;
    Files.write(wrong.resolve(hello), bytes);

    Path truncated = root.resolve("package-truncated");
    PlainRepository.write(truncated, basic());
    bytes = Files.readAllBytes(truncated.resolve(hello));
    Files.write(truncated.resolve(hello), Arrays.copyOf(bytes, bytes.length - 100));

    evil(root, "package-climbs-out", evil().file("/../../../escaped", 0644, "x"));
    evil(root, "package-unknown-compression", evil().editPayload(payload -> new byte[64]));
    evil(
        root,
        "package-lies-about-sizes",
        evil().file("/usr/a", 0644, "three").tag(RpmTag.FILE_SIZES, 0x7FFFFFFF));
    evil(root, "link-climbs-out", evil().link("/up", "../../..").file("/up/escaped", 0644, "x"));

    Path garbage = root.resolve("metadata-garbage");
    PlainRepository.write(garbage, basic());
    Files.writeString(
        garbage.resolve("repodata/repomd.xml"), "<html><body>Please log in<br></body></html>\n");

    Path metadata = root.resolve("metadata-wrong-checksum");
    PlainRepository.write(metadata, basic());
    Path primary = metadata.resolve("repodata/primary.xml");
    Files.writeString(primary, Files.readString(primary, UTF_8).replace("hello", "hullo"));

    Path unsigned = root.resolve("unsigned-package");
    TestKey key = TestKey.ed25519("integration tests", TestKey.BORN).plain("IT <it@example.org>");
    List<RpmBuilder> packages = basic();
    packages.stream()
        .filter(builder -> !builder.nevra().name().equals("libhello"))
        .forEach(builder -> builder.signed(RpmTag.SIG_DSA, header -> sign(key, header)));
    PlainRepository.write(unsigned, packages);
    Files.write(unsigned.resolve("RPM-GPG-KEY-it"), TestKey.armor(key.bytes()));
  }

  private static byte[] sign(TestKey key, byte[] header) {
    return key.sign(header, TestKey.Said.at(TestKey.BORN.plus(Duration.ofDays(366))));
  }

  private static RpmBuilder evil() {
    return RpmBuilder.of("evil", "1.0-1", "noarch");
  }

  private static void evil(Path root, String name, RpmBuilder evil) throws IOException {
    PlainRepository.write(root.resolve(name), List.of(evil));
  }

  private static List<RpmBuilder> nothingProvides() {
    return List.of(
        RpmBuilder.of("top", "1.0-1", "x86_64").requires("middle"),
        RpmBuilder.of("middle", "1.0-1", "x86_64").requires("libnone.so.1()(64bit)"));
  }

  private static List<RpmBuilder> basic() {
    return List.of(
        RpmBuilder.of("hello", "1.0-1", "x86_64")
            .requires("libhello.so.1()(64bit)", "/usr/bin/sh")
            .directory("/usr/bin")
            .file("/usr/bin/hello", 0755, "#!/usr/bin/python3\nprint('hello')\n")
            .file("/usr/bin/greet", 0755, "#!/bin/sh\necho greetings\n"),
        RpmBuilder.of("libhello", "1.0-1", "x86_64")
            .provides("libhello.so.1()(64bit)")
            .requires("libc.so.6()(64bit)")
            .compression(Compression.ZSTD)
            .directory("/usr/lib64")
            .file("/usr/lib64/libhello.so.1", 0755, "in place of a library\n".repeat(500))
            .link("/usr/lib64/libhello.so", "libhello.so.1"),
        RpmBuilder.of("sh", "1.0-1", "noarch")
            .file("/usr/bin/sh", 0755, "in place of a shell\n")
            .file("/usr/bin/python3", 0755, "in place of a Python\n"),
        RpmBuilder.of("glibc", "2.34-1", "x86_64")
            .provides("libc.so.6()(64bit)")
            .requires("basesystem")
            .file("/usr/lib64/libc.so.6", 0755, "in place of the C library\n"),
        RpmBuilder.of("basesystem", "11-1", "noarch").directory("/usr/share/basesystem"),
        RpmBuilder.of("extra", "1:2.0-1", "noarch")
            .file("/usr/share/extra/data", 0644, "something\n".repeat(1000)));
  }
}
