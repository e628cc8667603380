package org.diracgrid.diracos.build.cache;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;

/**
 * What a cache has for a key.
 *
 * @param key 64 lower-case hexadecimal digits
 * @param name of the build, for people
 * @param components what the key was made of, by name, for people: {@code srpm} → {@code sha256:…}
 * @param packages what was built, binary and source
 * @param log what was said meanwhile; empty if it was not kept
 * @param phases how long each part took
 */
public record CacheEntry(
    String key,
    String name,
    SortedMap<String, String> components,
    List<File> packages,
    Optional<File> log,
    SortedMap<String, Duration> phases) {

  /** The name of the file with the log in an entry. */
  static final String LOG = "build.log";

  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern FILE = Pattern.compile("[^./\\p{Cntrl}][^/\\p{Cntrl}]{0,254}");

  /**
   * A file of an entry.
   *
   * @param name without a directory
   */
  public record File(String name, Checksum checksum, long size) {
    /** Validates that it is the name of a plain file, and not of ours. */
    public File {
      if (!FILE.matcher(name).matches() || name.equals(CacheEntryJson.FILE)) {
        throw new IllegalArgumentException("'" + name + "' is no name of a file of an entry");
      }
      if (size < 0 || checksum.algorithm() != Algorithm.SHA256) {
        throw new IllegalArgumentException(name + ": " + size + " bytes, " + checksum);
      }
    }
  }

  /** Copies, and validates key and names. */
  public CacheEntry {
    checkKey(key);
    components = Collections.unmodifiableSortedMap(new TreeMap<>(components));
    packages = List.copyOf(packages);
    phases = Collections.unmodifiableSortedMap(new TreeMap<>(phases));
    Set<String> names = new HashSet<>(Set.of(LOG));
    for (File file : packages) {
      if (!file.name().endsWith(".rpm") || !names.add(file.name())) {
        throw new IllegalArgumentException(
            "'" + file.name() + "' is no package, or is there twice");
      }
    }
    if (packages.isEmpty()) {
      throw new IllegalArgumentException("an entry without packages");
    }
    if (log.isPresent() && !log.get().name().equals(LOG)) {
      throw new IllegalArgumentException("'" + log.get().name() + "' is not the log");
    }
  }

  /**
   * Validates the form of a key.
   *
   * @throws IllegalArgumentException if it is none
   */
  static void checkKey(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("'" + key + "' is no key: 64 hexadecimal digits");
    }
  }

  /** Where the entry of a key lies in a cache: {@code <first two digits>/<key>}. */
  static String place(String key) {
    checkKey(key);
    return key.substring(0, 2) + "/" + key;
  }
}
