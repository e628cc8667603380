package org.diracgrid.diracos.python;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.digest.Checksum;
import org.diracgrid.diracos.path.AtomicFile;
import org.diracgrid.diracos.repo.FetchRequest;
import org.diracgrid.diracos.repo.Fetcher;
import org.diracgrid.diracos.resolve.LockedPython;

/** Brings the archives that were chosen here, verified. */
final class Archives {

  private final Pip pip;
  private final Wheels.Places places;
  private final Fetcher fetcher;

  Archives(Pip pip, Wheels.Places places, Fetcher fetcher) {
    this.pip = pip;
    this.places = places;
    this.fetcher = fetcher;
  }

  boolean isOffline() {
    return fetcher.settings().offline();
  }

  /** What is locked of an item; an archive that the index says no SHA-256 of is fetched. */
  LockedPython.Wheel locked(PipReport.Item item) {
    Checksum unknown = Checksum.of(Algorithm.SHA256, new byte[0]);
    LockedPython.Wheel wheel =
        new LockedPython.Wheel(
            item.name(),
            item.version(),
            item.file(),
            address(item.url()),
            item.checksum().orElse(unknown),
            Optional.empty());
    boolean known = item.checksum().filter(sum -> sum.algorithm() == Algorithm.SHA256).isPresent();
    if (known || item.file().isEmpty()) {
      return wheel;
    }
    Path file =
        item.checksum().isPresent()
            ? fetch(wheel)
            : fetcher.fetch(place(wheel), repository(place(wheel)), item.file());
    try {
      Checksum found = Checksum.of(Algorithm.SHA256, file);
      return new LockedPython.Wheel(
          wheel.name(), wheel.version(), wheel.file(), wheel.url(), found, Optional.empty());
    } catch (IOException e) {
      throw AtomicFile.unreadable(file, e);
    }
  }

  /** Files below the configuration's directory are named relative to it. */
  private String address(String given) {
    String here = places.base().toUri().toString();
    String file =
        given.startsWith("file:/") && !given.startsWith("file:///")
            ? "file://" + given.substring("file:".length())
            : given;
    return file.startsWith(here) ? file.substring(here.length()) : given;
  }

  private URI place(LockedPython.Wheel archive) {
    return places.base().toUri().resolve(archive.url().replaceAll("#.*", ""));
  }

  private String repository(URI address) {
    return pip.settings().host().repository(address);
  }

  /** The archive; not to be changed. */
  Path fetch(LockedPython.Wheel archive) {
    URI address = place(archive);
    if (pip.settings().isTrusted(address)) {
      Path kept = places.built().resolve(archive.checksum().hex()).resolve(archive.file());
      if (!Files.isRegularFile(kept) && !isOffline()) {
        download(archive, address, kept);
      }
      address = Files.isRegularFile(kept) ? kept.toUri() : address;
    }
    return fetch(archive, address);
  }

  private Path fetch(LockedPython.Wheel archive, URI address) {
    return fetcher.fetch(
        new FetchRequest(
            repository(address), List.of(address), archive.checksum(), -1, archive.file()));
  }

  private void download(LockedPython.Wheel archive, URI address, Path kept) {
    Path fresh = places.work().resolve("download");
    pip.download(address, fresh);
    fetch(archive, fresh.toUri());
    try {
      AtomicFile.directory(kept.resolveSibling(""));
      Files.move(fresh, kept);
    } catch (IOException e) {
      throw AtomicFile.unwritable(kept, e);
    }
  }

  /** Gives a file a name in a directory, without copying it. */
  void link(Path directory, String name, Path file) {
    Path link = directory.resolve(name);
    try {
      Files.createSymbolicLink(link, file.toAbsolutePath());
    } catch (IOException e) {
      throw AtomicFile.unwritable(link, e);
    }
  }
}
