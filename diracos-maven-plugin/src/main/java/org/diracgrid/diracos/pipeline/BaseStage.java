package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.bundle.BundleLayout;
import org.diracgrid.diracos.config.DiracosSpec;
import org.diracgrid.diracos.config.ExtensionSpec;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.digest.RememberedDigests;
import org.diracgrid.diracos.exec.Beside;
import org.diracgrid.diracos.extension.BaseContract;
import org.diracgrid.diracos.extension.BaseName;
import org.diracgrid.diracos.nevra.Evr;
import org.diracgrid.diracos.nevra.Nevra;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.path.Directories;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.stage.StagedTree;
import org.diracgrid.diracos.stage.TreeReader;
import org.diracgrid.diracos.verify.SmokeSource;

/**
 * The released bundle that an extension builds on: fetched, verified, and unpacked once for each
 * content, into {@code bases} of the cache, where nothing is changed any more.
 */
final class BaseStage {

  private static final String TREE = "tree";
  private static final String OF_EXTENSION = "_versions.txt";
  private static final Pattern PACKAGE =
      Pattern.compile("(.+)-((?:\\d+:)?[^-=]+-[^-=]+)\\.([^.=]+)");

  private final Run run;

  BaseStage(Run run) {
    this.run = run;
  }

  /**
   * A base.
   *
   * @param checksum SHA-256 of its tarball
   * @param file its tarball
   * @param packages by its contract, else by its {@code versions.txt}
   * @param root where it was unpacked
   * @param reading finds out what is in it
   * @param contract what it promises; empty for bundles that others made
   * @param compiled where modules of its Python that were compiled are kept
   */
  record Base(
      Checksum checksum,
      Path file,
      Path root,
      Beside<StagedTree> reading,
      List<Nevra> packages,
      Optional<BaseContract> contract,
      Path compiled) {

    /** Copies. */
    Base {
      packages = List.copyOf(packages);
    }

    /** What is in it, read beside what was done meanwhile. */
    StagedTree tree() {
      return reading.get();
    }

    /** The configuration of an extension, held to what the base promises. */
    DiracosSpec held(DiracosSpec spec) {
      return contract.map(one -> one.applied(spec)).orElse(spec);
    }
  }

  /**
   * A base that is here, and that nobody looked into yet.
   *
   * @param given what the configuration calls it
   * @param checksum SHA-256 of its tarball
   * @param file its tarball
   * @param root where it was unpacked
   * @param compiled where modules of its Python that were compiled are kept
   */
  record Unpacked(String given, Checksum checksum, Path file, Path root, Path compiled) {}

  /**
   * Brings the base here.
   *
   * @param coordinates gives the file of Maven coordinates
   */
  Base base(Function<String, Path> coordinates) {
    return look(unpacked(coordinates));
  }

  /**
   * Brings the base here, and does no more.
   *
   * @param coordinates gives the file of Maven coordinates
   */
  Unpacked unpacked(Function<String, Path> coordinates) {
    ExtensionSpec spec = run.spec().extension();
    String where = run.spec().where("/base");
    String given =
        spec.base()
            .orElseThrow(
                () ->
                    DiracosException.of(
                        Problem.of(
                            "DOS-EXT-01",
                            "it is not said what the extension builds on",
                            where,
                            "add \"base\": the path, address or Maven coordinates of a released"
                                + " bundle")));
    BaseName name = BaseName.of(given, run.spec().diracOsVersion(), run.spec().directory(), where);
    Path file;
    if (name instanceof BaseName.Address address) {
      file = run.downloads().fetcher().fetch(address.uri(), "base", "base " + address.fileName());
      if (spec.baseChecksum().isEmpty()) {
        published(address, file, where);
      }
    } else {
      // Maven holds what it brings against the digest that its repository has.
      file = coordinates.apply(((BaseName.Coordinates) name).text());
    }
    Checksum checksum = digests(file).sha256();
    if (spec.baseChecksum().isPresent()) {
      String wanted = spec.baseChecksum().get().replaceFirst("^sha256:", "");
      if (!checksum.hex().equalsIgnoreCase(wanted)) {
        throw other(given, where, "its SHA-256 is " + checksum.hex() + " instead of " + wanted);
      }
    }
    Path kept = bases().resolve(checksum.hex());
    if (!Files.isDirectory(kept)) {
      unpack(file, kept, given, where);
    }
    return new Unpacked(given, checksum, file, root(kept), kept.resolve("pycache"));
  }

  /** Looks what it is. */
  Base look(Unpacked base) {
    refuseExtension(base.root, base.given, run.spec().where("/base"));
    Optional<BaseContract> contract = contract(base.root.resolve(BaseContract.FILE), base.given);
    return new Base(
        base.checksum,
        base.file,
        base.root,
        Beside.start(() -> TreeReader.read(base.root).tree()),
        contract
            .map(BaseContract::packages)
            .orElseGet(() -> packages(base.root.resolve("versions.txt"))),
        contract,
        base.compiled);
  }

  private static void refuseExtension(Path root, String given, String where) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(root, "*" + OF_EXTENSION)) {
      for (Path file : files) {
        throw DiracosException.of(
            new Problem(
                "DOS-EXT-10",
                "the base " + given + " is an extension itself",
                where,
                "it holds " + file.getFileName(),
                "name the bundle that it builds on, and require here what it adds"));
      }
    } catch (IOException e) {
      throw AtomicFile.unreadable(root, e);
    }
  }

  private static Optional<BaseContract> contract(Path file, String base) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          BaseContract.read(Files.readAllBytes(file), base + ": " + BaseContract.FILE));
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  private static Path root(Path kept) {
    Path folder = kept.resolve(TREE).resolve(BundleLayout.FOLDER);
    return Files.isDirectory(folder) ? folder : kept.resolve(TREE);
  }

  /** Holds the file against the digest that is published beside it for clients. */
  private void published(BaseName.Address address, Path file, String where) {
    Path md5;
    try {
      md5 = run.downloads().fetcher().fetch(address.md5(), "base", "digest of the base");
    } catch (DiracosException e) {
      throw DiracosException.of(
          new Problem(
              "DOS-EXT-03",
              "there is no digest to verify the base by",
              address.md5().toString(),
              e.problems().get(0).what(),
              "publish it beside the tarball, or add \"baseChecksum\": \""
                  + digests(file).sha256()
                  + "\""),
          e);
    }
    try {
      String wanted = Files.readString(md5, StandardCharsets.ISO_8859_1).strip();
      String found = digests(file).md5().hex();
      if (!found.equals(wanted)) {
        throw other(
            address.given(), where, "its MD5 is " + found + ", and " + wanted + " is published");
      }
    } catch (IOException e) {
      throw AtomicFile.unreadable(md5, e);
    }
  }

  private static DiracosException other(String base, String where, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-EXT-04",
            "the base " + base + " is not what its digest says",
            where,
            because,
            "fetch it again; if it was released anew, correct \"baseChecksum\""));
  }

  /** Both are held against what was published; neither is taken again of a file that stands. */
  private RememberedDigests.Digests digests(Path file) {
    try {
      return new RememberedDigests(bases(), run.downloads().fetcher().settings().clock()).of(file);
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  private Path bases() {
    return run.environment().cache().resolve("bases");
  }

  private void unpack(Path file, Path kept, String given, String where) {
    Path fresh = kept.resolveSibling(kept.getFileName() + "." + UUID.randomUUID());
    AtomicFile.directory(fresh.resolve(TREE));
    try (Stage stage = run.progress().stage("unpack the base", -1, Unit.ITEMS)) {
      try {
        SmokeSource.tarball(file).unpack(fresh.resolve(TREE));
      } catch (DiracosException e) {
        throw noBundle(given, where, "it cannot be unpacked: " + e.problems().get(0).what());
      }
      if (!Files.isRegularFile(root(fresh).resolve("diracosrc"))) {
        throw noBundle(given, where, "there is no diracosrc in it");
      }
      stage.advance(1);
      Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw AtomicFile.unwritable(kept, e);
    } finally {
      Directories.delete(fresh);
    }
  }

  private static DiracosException noBundle(String base, String where, String because) {
    return DiracosException.of(
        new Problem(
            "DOS-EXT-08",
            "the base " + base + " is not a bundle",
            where,
            because,
            "name the tarball of a released bundle that is whole: \"base\""));
  }

  private static List<Nevra> packages(Path versions) {
    List<Nevra> names = new ArrayList<>();
    if (!Files.isRegularFile(versions)) {
      return names;
    }
    try {
      for (String line : Files.readAllLines(versions, StandardCharsets.UTF_8)) {
        Matcher matcher = PACKAGE.matcher(line);
        if (matcher.matches()) {
          names.add(new Nevra(matcher.group(1), Evr.parse(matcher.group(2)), matcher.group(3)));
        }
      }
      return names;
    } catch (IOException e) {
      throw AtomicFile.unreadable(versions, e);
    }
  }
}
