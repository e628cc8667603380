package org.diracgrid.diracos.schedule;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;

/**
 * All that a build's result depends on: equal keys, equal results. It is kept in parts, so that two
 * keys can be compared part by part.
 *
 * <p>Not in it: how many processes a build may use, its memory and its time limit, where it runs,
 * the names of directories. They do not change what upstream means to make.
 *
 * @param parts value by name: {@code source}, {@code patch zlib.patch}, {@code routine
 *     pre-zlib.py}, {@code macro dist}, {@code buildroot zlib.x86_64} …
 */
public record BuildKey(SortedMap<String, String> parts) {

  static final String SOURCE = "source";
  static final String BUILDROOT = "buildroot ";

  /** Raised when the meaning of a part changes: then no old key is equal to a new one. */
  private static final String FORM = "diracos build key 1";

  /** Copies. */
  public BuildKey {
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /** A key without parts, to add them to. */
  public static Builder builder() {
    return new Builder();
  }

  /** Whether both are of the same source package. */
  public boolean hasSourceOf(BuildKey other) {
    return Objects.equals(parts.get(SOURCE), other.parts.get(SOURCE));
  }

  /** SHA-256 over all parts. */
  public Checksum digest() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(bytes, FORM);
    parts.forEach(
        (name, value) -> {
          write(bytes, name);
          write(bytes, value);
        });
    byte[] digest = Algorithm.SHA256.newDigest().digest(bytes.toByteArray());
    return new Checksum(Algorithm.SHA256, HexFormat.of().formatHex(digest));
  }

  /** With its length, so that no two lists of texts have the same bytes. */
  private static void write(ByteArrayOutputStream bytes, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
    bytes.writeBytes(utf8);
  }

  /** Collects parts. */
  public static final class Builder {

    private final SortedMap<String, String> parts = new TreeMap<>();

    private Builder() {}

    /** The SRPM as it was before patches of ours; its checksum is that of its file. */
    public Builder source(Nevra nevra, Checksum file) {
      return put(SOURCE, nevra.name() + "-" + nevra.evr() + " " + file);
    }

    /** A patch. */
    public Builder patch(String fileName, Checksum file) {
      return put("patch " + fileName, file.toString());
    }

    /** A routine, run before, after or instead of the build, as its name says. */
    public Builder routine(String fileName, Checksum file) {
      return put("routine " + fileName, file.toString());
    }

    /** The merged configuration, if there are routines, which can read it. */
    public Builder configuration(Checksum json) {
      return put("configuration", json.toString());
    }

    /** Macros, by name without {@code %}. */
    public Builder macros(Map<String, String> macros) {
      macros.forEach((name, value) -> put("macro " + name, value));
      return this;
    }

    /** A feature that is switched on. */
    public Builder with(String feature) {
      return put("with " + feature, "on");
    }

    /** A feature that is switched off. */
    public Builder without(String feature) {
      return put("without " + feature, "off");
    }

    /** The architecture that is built for. */
    public Builder target(String arch) {
      return put("target", arch);
    }

    /** {@code SOURCE_DATE_EPOCH}; empty: as the change log says. */
    public Builder epoch(OptionalLong seconds) {
      return put("epoch", seconds.isPresent() ? "" + seconds.getAsLong() : "change log");
    }

    /** What packages name as the host that built them. */
    public Builder host(String host) {
      return put("host", host);
    }

    /**
     * Who builds.
     *
     * @param form of the builder, raised when it builds otherwise; of mock its version
     */
    public Builder builder(String builder, String form) {
      return put("builder", builder + " " + form);
    }

    /** The text of mock's configuration. */
    public Builder mockConfiguration(Checksum text) {
      return put("mock configuration", text.toString());
    }

    /**
     * A package of the buildroot.
     *
     * @param content digest of what it holds, or of its file
     */
    public Builder buildroot(Nevra nevra, Checksum content) {
      String name = BUILDROOT + nevra.name() + "." + nevra.arch();
      String value = nevra.evr() + " " + content;
      // Kernels and the like may be there several times.
      String known = parts.get(name);
      parts.remove(name);
      if (known == null) {
        return put(name, value);
      }
      TreeMap<Evr, String> all = new TreeMap<>();
      for (String one : List.of((known + ", " + value).split(", ", -1))) {
        all.put(Evr.parse(one.substring(0, one.indexOf(' '))), one);
      }
      return put(name, String.join(", ", all.values()));
    }

    private Builder put(String name, String value) {
      if (parts.putIfAbsent(name, value) != null) {
        throw new IllegalArgumentException("a key with two parts named " + name);
      }
      return this;
    }

    /** The key. */
    public BuildKey build() {
      return new BuildKey(parts);
    }
  }
}
