package org.diracgrid.diracos.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.repo.Access;
import org.diracgrid.diracos.repo.FetchSettings;
import org.diracgrid.diracos.repo.Fetcher;
import org.diracgrid.diracos.repo.IndexLoader;
import org.diracgrid.diracos.repo.LoadedRepository;
import org.diracgrid.diracos.repo.RepoIndex;
import org.diracgrid.diracos.repo.RepositoryLoader;
import org.diracgrid.diracos.repo.RepositorySource;
import org.diracgrid.diracos.resolve.Boundary;
import org.diracgrid.diracos.resolve.Closure;
import org.diracgrid.diracos.resolve.ResolveRequest;
import org.diracgrid.diracos.resolve.Resolver;
import org.diracgrid.diracos.resolve.Root;

/**
 * Resolves once and ends, for {@code it/bench/resolve.py} to time. What Maven adds is left out;
 * there is no boundary.
 *
 * <pre>
 * ResolveBench                           starts a JVM, no more
 * ResolveBench REPOSITORY ROOTS CACHE    prints the NEVRAs, and milliseconds to standard error
 * </pre>
 */
public final class ResolveBench {

  private ResolveBench() {}

  /** A directory with {@code repodata}, a file of names, and a directory to cache in. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 0) {
      return;
    }
    long start = System.nanoTime();
    Path repository = Path.of(arguments[0]).toAbsolutePath();
    List<Root> roots = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[1]))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        roots.add(new Root(line, "packages", "roots"));
      }
    }
    try (Fetcher fetcher =
        new Fetcher(FetchSettings.of(Path.of(arguments[2]), true, Access.direct()))) {
      LoadedRepository loaded =
          new RepositoryLoader(fetcher).load(RepositorySource.of("world", repository.toUri()));
      long listed = System.nanoTime();
      RepoIndex index = new IndexLoader().load(List.of(loaded));
      long read = System.nanoTime();
      Closure closure =
          new Resolver(index, new Filelists(index, List.of(loaded)))
              .resolve(
                  new ResolveRequest(
                      roots,
                      new Boundary(Boundary.Policy.EDGE, List.of()),
                      List.of(),
                      "x86_64",
                      Map.of()));
      long solved = System.nanoTime();
      StringBuilder times = new StringBuilder(); // joining with + would be timed, too
      times.append("listed ").append((listed - start) / 1000000);
      times.append(" ms, index ").append((read - listed) / 1000000);
      times.append(" ms, resolved ").append((solved - read) / 1000000);
      times.append(" ms: ").append(closure.packages().size());
      times.append(" of ").append(index.size()).append(" packages");
      System.err.println(times);
      StringBuilder lines = new StringBuilder();
      for (Closure.Chosen chosen : closure.packages()) {
        lines.append(chosen.nevra()).append('\n');
      }
      System.out.print(lines);
    }
  }
}
