package org.diracgrid.diracos.pipeline;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.diracgrid.diracos.bundle.BundleLayout;
import org.diracgrid.diracos.bundle.BundleName;
import org.diracgrid.diracos.bundle.BundleReport;
import org.diracgrid.diracos.bundle.ChunkCache;
import org.diracgrid.diracos.bundle.Compression;
import org.diracgrid.diracos.bundle.Packing;
import org.diracgrid.diracos.bundle.Tarball;
import org.diracgrid.diracos.bundle.TarballWriter;
import org.diracgrid.diracos.config.BundleSpec;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.AtomicFile;

/** From the relocated tree to the tarball, its checksums and its report. */
final class BundleStage {

  private static final String NAME = "bundle";
  private static final int FORM = 1;

  private final Run run;

  BundleStage(Run run) {
    this.run = run;
  }

  BundleResult bundle(TreeStage.Result tree) {
    Packing packing = packing(run.spec().bundle());
    BundleName name = BundleName.of(run.spec().extensionName().orElse(""), run.spec().version());
    Path directory = run.request().buildDirectory();
    Path tarball = directory.resolve(name.tarball(packing.compression()));
    String type = "tar." + packing.compression().suffix();
    Checksum key =
        new StageKey(NAME, FORM)
            .with(tree.key())
            .with(tarball.getFileName().toString())
            .with(packing.toString())
            .with(run.request().outputTimestamp().toString())
            .checksum();
    if (run.state().finished(NAME, key, stamps(name, tarball))) {
      run.progress().info(tarball + " is up to date: nothing to do");
      return new BundleResult(tarball, type, true);
    }
    run.state().begin(NAME);
    BundleLayout layout =
        BundleLayout.of(tree.load(), name, packing, run.request().outputTimestamp());
    Tarball written =
        new TarballWriter(run.environment().threads(), run.progress(), chunks(run), run::beside)
            .write(layout, directory);
    forgetOthers(name, tarball);
    BundleReport report = BundleReport.of(layout.tree(), written);
    AtomicFile.write(run.work("report.json"), report.json().getBytes(StandardCharsets.UTF_8));
    if (run.progress().isRead()) {
      report.lines().forEach(run.progress()::info);
    }
    run.state().finish(NAME, key, stamps(name, tarball));
    return new BundleResult(tarball, type, false);
  }

  /** A tarball of the same name in another compression: the checksums would not be its own. */
  private void forgetOthers(BundleName name, Path tarball) {
    for (Compression compression : Compression.values()) {
      Path other = tarball.resolveSibling(name.tarball(compression));
      if (!other.equals(tarball)) {
        AtomicFile.delete(other);
      }
    }
  }

  static Packing packing(BundleSpec spec) {
    Compression compression = Compression.parse(spec.compression().extension());
    return new Packing(compression, spec.level().orElse(compression.defaultLevel()));
  }

  static ChunkCache chunks(Run run) {
    return ChunkCache.at(
            run.environment().cache().resolve("chunks"), run.request().chunkCacheSize())
        .remembering(run.work("chunks.memo"));
  }

  private Map<String, String> stamps(BundleName name, Path tarball) {
    Path directory = run.request().buildDirectory();
    return FileStamps.of(
        tarball,
        directory.resolve(name.md5()),
        directory.resolve(name.sha256()),
        run.work("report.json"));
  }
}
