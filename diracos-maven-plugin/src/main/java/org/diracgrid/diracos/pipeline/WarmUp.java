package org.diracgrid.diracos.pipeline;

import com.github.luben.zstd.Zstd;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.diracgrid.diracos.bundle.BundleLayout;
import org.diracgrid.diracos.bundle.BundleName;
import org.diracgrid.diracos.bundle.Compression;
import org.diracgrid.diracos.bundle.Packing;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.relocate.RemovalPlan;
import org.diracgrid.diracos.rpm.RpmFileInfo;
import org.diracgrid.diracos.stage.PackageFiles;
import org.diracgrid.diracos.stage.StagePlan;
import org.diracgrid.diracos.stage.StagedTree;

/**
 * Makes ready what fetching and extracting will need at once, while resolving leaves all cores but
 * one idle. The digests become hot, so that the JVM compiles them before gigabytes depend on it;
 * the native library is loaded, and the client for HTTP; and planning, which has no effects, is
 * rehearsed on a package of three files, so that its classes are there. What it does has no result.
 */
final class WarmUp {

  private static final int PIECE = 64 * 1024;
  private static final int PIECES = 96;

  private WarmUp() {}

  /** All of it; to be done beside the run, and ended with it, since Maven then unloads classes. */
  static void run() {
    byte[] piece = new byte[PIECE];
    for (Algorithm algorithm : List.of(Algorithm.SHA256, Algorithm.MD5)) {
      MessageDigest digest = algorithm.newDigest();
      for (int i = 0; i < PIECES; i++) {
        digest.update(piece);
      }
    }
    rehearse();
    Zstd.maxCompressionLevel();
    HttpClient.newHttpClient();
  }

  private static void rehearse() {
    Nevra nevra = new Nevra("rehearsal", Evr.parse("1-1"), "noarch");
    List<RpmFileInfo> files =
        List.of(
            file(0, "/usr/bin", 040755, ""),
            file(1, "/usr/bin/program", 0100755, ""),
            file(2, "/bin", 0120777, "usr/bin"));
    Path root = Path.of("rehearsal");
    StagePlan plan = StagePlan.of(List.of(new PackageFiles(nevra, files)));
    StagedTree all = plan.tree(root, Set.of());
    RemovalPlan removal = RemovalPlan.of(all, List.of(BundlePath.parse("/usr/share/doc")));
    StagedTree tree = plan.tree(root, removal.removed());
    BundleLayout.of(
        tree, BundleName.of("", "1"), Packing.of(Compression.ZST), Instant.ofEpochSecond(0));
  }

  private static RpmFileInfo file(int index, String path, int mode, String target) {
    return new RpmFileInfo(
        index, path, mode, 0, Algorithm.SHA256, "", target, 0, "root", "root", null, 1, index, 0);
  }
}
