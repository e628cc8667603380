package org.diracgrid.diracos.pipeline;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.RepositorySource;
import org.diracgrid.diracos.resolve.Lock;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmSignature;
import org.diracgrid.diracos.signature.SignatureVerifier;
import org.diracgrid.diracos.signature.SignedContent;

/**
 * Checks the signatures of the packages whose repository asks for it ({@code gpgcheck}). A
 * signature over the header suffices, since the header holds the digests of the content, which
 * extraction verifies; an old package that has none must have one over header and payload.
 */
final class PackageSignatures {

  private final Run run;

  PackageSignatures(Run run) {
    this.run = run;
  }

  /**
   * Checks them.
   *
   * @param files where the packages lie, in the same order
   * @throws org.diracgrid.diracos.problem.DiracosException for the first package that is not signed
   *     well
   */
  void check(
      Map<String, LoadedRepository> repositories,
      List<Lock.LockedPackage> packages,
      List<Path> files) {
    Map<String, SignatureVerifier> verifiers = verifiers(repositories);
    int[] asked =
        IntStream.range(0, packages.size())
            .filter(i -> verifiers.containsKey(packages.get(i).repository()))
            .toArray();
    if (asked.length == 0) {
      return;
    }
    try (Stage stage = run.progress().stage("check signatures", asked.length, Unit.ITEMS)) {
      for (int i : asked) {
        String repository = packages.get(i).repository();
        check(
            Objects.requireNonNull(verifiers.get(repository)),
            files.get(i),
            packages.get(i).nevra() + " of repository " + repository);
        stage.advance(1);
      }
    }
  }

  /** One for each repository that asks for signatures; all judge by the same moment. */
  private Map<String, SignatureVerifier> verifiers(Map<String, LoadedRepository> repositories) {
    Instant now = run.downloads().fetcher().settings().clock().instant();
    Map<String, SignatureVerifier> verifiers = new HashMap<>();
    repositories.values().stream()
        .map(LoadedRepository::source)
        .filter(RepositorySource::gpgcheck)
        .forEach(
            source ->
                verifiers.put(
                    source.id(),
                    new SignatureVerifier(run.downloads().loader().keys(source), now)));
    return verifiers;
  }

  private static void check(SignatureVerifier verifier, Path file, String what) {
    RpmFile rpm = RpmFile.read(file);
    boolean header = rpm.signatures().stream().anyMatch(PackageSignatures::isOverHeader);
    ByteArrayOutputStream packets = new ByteArrayOutputStream();
    rpm.signatures().stream()
        .filter(signature -> isOverHeader(signature) == header)
        .forEach(signature -> packets.writeBytes(signature.packet()));
    verifier.verify(
        packets.toByteArray(),
        header ? SignedContent.of(rpm.headerBlob()) : () -> from(file, rpm.headerOffset()),
        what);
  }

  private static boolean isOverHeader(RpmSignature signature) {
    return signature.coverage() == RpmSignature.Coverage.HEADER;
  }

  private static InputStream from(Path file, long offset) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      in.skipNBytes(offset);
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
