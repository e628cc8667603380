package org.diracgrid.diracos.publish;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.bundle.Compression;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;

/**
 * Publishes a release in a release directory.
 *
 * <p>All that is there is read and checked before anything is written. Then come the tarball, its
 * digests and lock, {@code releases.cfg}, the digest of what is cut from it, the cut, the defaults:
 * whoever looks in between finds no release, or a whole one. A digest that is there makes a bundle
 * published; a tarball without one was left by a run that was broken off, and is replaced.
 */
public final class Publisher {

  private final ReleaseTarget target;
  private final Progress progress;

  /** A publisher to that place. */
  public Publisher(ReleaseTarget target, Progress progress) {
    this.target = target;
    this.progress = progress;
  }

  /** One file to put. */
  private sealed interface Step {
    String name();

    /** A file as it was built. */
    record Built(String name, Path file) implements Step {}

    /** A file as it was written here. */
    record Made(String name, byte[] bytes) implements Step {}
  }

  /**
   * Publishes what is not there yet.
   *
   * @return the names of the files that were put, in that order; none if all is there
   * @throws DiracosException DOS-PUBLISH-05 if the bundle is published with other bytes, -01 if the
   *     release is there and is another, DOS-CFG-01 if a file there cannot be read; nothing was
   *     written then
   */
  public List<String> publish(Release release) {
    if (plan(release).isEmpty()) {
      progress.info(release.bundle().name() + " " + release.bundle().version() + " is published");
      return List.of();
    }
    return target.exclusively(() -> put(plan(release)));
  }

  private List<String> put(List<Step> steps) {
    List<String> done = new ArrayList<>();
    long total = steps.stream().mapToLong(Publisher::size).sum();
    try (Stage stage = progress.stage("publish", total, Unit.BYTES)) {
      for (Step step : steps) {
        if (step instanceof Step.Built built) {
          target.write(built.name(), built.file(), stage::advance);
        } else if (step instanceof Step.Made made) {
          target.write(made.name(), made.bytes());
          stage.advance(made.bytes().length);
        }
        done.add(step.name());
      }
    }
    return done;
  }

  private static long size(Step step) {
    if (step instanceof Step.Made made) {
      return made.bytes().length;
    }
    Path file = ((Step.Built) step).file();
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  private List<Step> plan(Release release) {
    List<Step> steps = new ArrayList<>(bundle(release));
    if (release.entry()) {
      CfgDocument releases = ReleasesCfg.with(document(release.releases()), release);
      byte[] cut = ReleasesCfg.cut(releases, release);
      make(steps, release.releases(), releases.bytes());
      make(steps, release.releaseMd5(), md5(cut).getBytes(US_ASCII));
      make(steps, release.releaseCfg(), cut);
      CfgDocument defaults = DefaultsCfg.with(document(release.defaults()), release);
      make(steps, release.defaults(), defaults.bytes());
    }
    return steps;
  }

  private static String md5(byte[] bytes) {
    return HexFormat.of().formatHex(Algorithm.MD5.newDigest().digest(bytes));
  }

  private Optional<CfgDocument> document(String name) {
    return target.read(name).map(bytes -> CfgDocument.read(target.where(name), bytes));
  }

  private void make(List<Step> steps, String name, byte[] bytes) {
    if (!target.read(name).map(there -> Arrays.equals(there, bytes)).orElse(false)) {
      steps.add(new Step.Made(name, bytes));
    }
  }

  private List<Step> bundle(Release release) {
    Release.Files files = release.files();
    String digest = read(files.md5());
    String tarball = release.bundle().tarball(Compression.GZ);
    Optional<String> published =
        target.read(release.bundle().md5()).map(bytes -> new String(bytes, US_ASCII).strip());
    published
        .filter(there -> !there.equals(digest))
        .ifPresent(
            there -> {
              throw other(release, there, digest);
            });
    List<Step> steps = new ArrayList<>();
    if (published.isEmpty() || !target.holds(tarball, files.tarball())) {
      check(files, digest);
      steps.add(new Step.Built(tarball, files.tarball()));
    }
    if (published.isEmpty() || target.read(release.bundle().sha256()).isEmpty()) {
      steps.add(new Step.Built(release.bundle().sha256(), files.sha256()));
    }
    // An extension that adds no package has none.
    if (Files.isRegularFile(files.lock())
        && (published.isEmpty() || target.read(release.lock()).isEmpty())) {
      steps.add(new Step.Built(release.lock(), files.lock()));
    }
    if (published.isEmpty()) {
      steps.add(new Step.Made(release.bundle().md5(), digest.getBytes(US_ASCII)));
    }
    return steps;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, US_ASCII).strip();
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  private static void check(Release.Files files, String digest) {
    Checksum now;
    try {
      now = Checksum.of(Algorithm.MD5, files.tarball());
    } catch (IOException e) {
      throw AtomicFile.unreadable(files.tarball(), e);
    }
    if (!now.hex().equals(digest)) {
      throw DiracosException.of(
          new Problem(
              "DOS-PUBLISH-06",
              "the tarball is not what was bundled",
              files.tarball().toString(),
              "its MD5 is " + now.hex() + ", and " + files.md5().getFileName() + " says " + digest,
              "run mvn clean, and again"));
    }
  }

  private DiracosException other(Release release, String there, String here) {
    return DiracosException.of(
        new Problem(
            "DOS-PUBLISH-05",
            release.bundle().name()
                + " "
                + release.bundle().version()
                + " is published already, with other bytes",
            target.where(release.bundle().md5()),
            "its MD5 is " + there + " there, " + here + " here; clients keep what they once took",
            "raise \"version\"; or build from the lock that was published, "
                + release.lock()
                + ", with -Ddiracos.lock=frozen"));
  }
}
