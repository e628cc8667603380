package org.diracgrid.diracos.pipeline;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.resolve.Lock;
import org.diracgrid.diracos.rpm.RpmFile;
import org.diracgrid.diracos.rpm.RpmSignature;
import org.diracgrid.diracos.signature.Keyring;
import org.diracgrid.diracos.signature.SignatureVerifier;

/**
 * Checks the signatures of the packages whose repository asks for it ({@code gpgcheck}). A
 * signature over the header suffices, since the header holds the digests of the content, which
 * extraction verifies; an old package that has none must have one over header and payload.
 */
final class PackageSignatures {

  private final Run run;
  private final Map<String, Keyring> keyrings = new HashMap<>();
  private final SignatureVerifier verifier = new SignatureVerifier(Clock.systemUTC());

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
    repositories.values().stream()
        .map(LoadedRepository::source)
        .filter(source -> source.gpgcheck())
        .forEach(source -> keyrings.put(source.id(), run.downloads().loader().keys(source)));
    int[] asked =
        IntStream.range(0, packages.size())
            .filter(i -> keyrings.containsKey(packages.get(i).repository()))
            .toArray();
    if (asked.length == 0) {
      return;
    }
    try (Stage stage = run.progress().stage("check signatures", asked.length, Unit.ITEMS)) {
      for (int i : asked) {
        Keyring keys = keyrings.getOrDefault(packages.get(i).repository(), Keyring.of(List.of()));
        check(keys, files.get(i), packages.get(i).nevra().toString());
        stage.advance(1);
      }
    }
  }

  private void check(Keyring keys, Path file, String what) {
    RpmFile rpm = RpmFile.read(file);
    List<RpmSignature> all = rpm.signatures();
    List<RpmSignature> header =
        all.stream().filter(s -> s.coverage() == RpmSignature.Coverage.HEADER).toList();
    boolean old = header.isEmpty() && !all.isEmpty();
    List<byte[]> packets = (old ? all : header).stream().map(RpmSignature::packet).toList();
    verifier.verify(
        keys,
        packets,
        () ->
            old
                ? new SequenceInputStream(
                    new ByteArrayInputStream(rpm.headerBlob()), from(file, rpm.payloadOffset()))
                : new ByteArrayInputStream(rpm.headerBlob()),
        what);
  }

  private static InputStream from(Path file, long offset) throws IOException {
    FileChannel channel = FileChannel.open(file);
    return Channels.newInputStream(channel.position(offset));
  }
}
