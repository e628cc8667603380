package org.diracgrid.diracos.bundle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.diracgrid.diracos.json.PrettyJson;
import org.diracgrid.diracos.progress.Amounts;
import org.diracgrid.diracos.stage.StagedEntry;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * What a bundle weighs and where the weight lies.
 *
 * @param file the tarball's name
 * @param size the tarball's bytes
 * @param sha256 the tarball's SHA-256
 * @param installedSize bytes of all files when unpacked
 * @param files how many files there are
 * @param packages how many packages gave something
 * @param heaviest the packages with the most installed bytes, at most ten
 */
public record BundleReport(
    String file,
    long size,
    String sha256,
    long installedSize,
    int files,
    int packages,
    List<Weight> heaviest) {

  private static final int SHOWN = 10;

  /** What this program made belongs to no package. */
  private static final String OWN = "(made by diracos)";

  /**
   * What one package weighs.
   *
   * @param name as {@code name-[epoch:]version-release.arch}
   * @param installedSize bytes of its files when unpacked
   * @param files how many files it has
   */
  public record Weight(String name, long installedSize, int files) {

    private static final Comparator<Weight> HEAVIEST_FIRST =
        Comparator.comparingLong(Weight::installedSize).reversed().thenComparing(Weight::name);

    private Weight and(Weight other) {
      return new Weight(name, installedSize + other.installedSize, files + other.files);
    }
  }

  /** Copies the list. */
  public BundleReport {
    heaviest = List.copyOf(heaviest);
  }

  /** Weighs what {@code tarball} was made of. */
  public static BundleReport of(StagedTree tree, Tarball tarball) {
    Map<String, Weight> weights = new HashMap<>();
    for (StagedEntry entry : tree.entries().values()) {
      String name = entry.owner().isEmpty() ? OWN : entry.owner();
      int files = entry.kind() == StagedEntry.Kind.FILE ? 1 : 0;
      weights.merge(name, new Weight(name, entry.size(), files), Weight::and);
    }
    return new BundleReport(
        String.valueOf(tarball.file().getFileName()),
        tarball.size(),
        tarball.sha256().hex(),
        weights.values().stream().mapToLong(Weight::installedSize).sum(),
        weights.values().stream().mapToInt(Weight::files).sum(),
        weights.size() - (weights.containsKey(OWN) ? 1 : 0),
        weights.values().stream().sorted(Weight.HEAVIEST_FIRST).limit(SHOWN).toList());
  }

  /** The report for the log. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %s, unpacked %s in %d files of %d packages",
            file,
            Amounts.bytes(size),
            Amounts.bytes(installedSize),
            files,
            packages));
    if (!heaviest.isEmpty()) {
      lines.add("what weighs most, unpacked:");
    }
    for (Weight weight : heaviest) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %10s %5.1f %%  %s",
              Amounts.bytes(weight.installedSize),
              installedSize == 0 ? 0.0 : 100.0 * weight.installedSize / installedSize,
              weight.name));
    }
    return lines;
  }

  /** The report as {@code report.json}, closed by a newline. */
  public String json() {
    byte[] bytes =
        PrettyJson.write(
            json -> {
              json.writeStartObject();
              json.writeStringField("file", file);
              json.writeNumberField("size", size);
              json.writeStringField("sha256", sha256);
              json.writeNumberField("installedSize", installedSize);
              json.writeNumberField("files", files);
              json.writeNumberField("packages", packages);
              json.writeArrayFieldStart("heaviest");
              for (Weight weight : heaviest) {
                json.writeStartObject();
                json.writeStringField("name", weight.name());
                json.writeNumberField("installedSize", weight.installedSize());
                json.writeNumberField("files", weight.files());
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            });
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
