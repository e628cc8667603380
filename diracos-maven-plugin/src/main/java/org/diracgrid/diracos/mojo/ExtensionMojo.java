package org.diracgrid.diracos.mojo;

import java.nio.file.Path;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;
import org.diracgrid.diracos.pipeline.BundleResult;
import org.diracgrid.diracos.pipeline.Engine;
import org.diracgrid.diracos.pipeline.Request;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tarball of an extension: packages and Python packages on top of a released bundle, of
 * which nothing is shipped again or changed; gives it to the project as its artifact.
 */
@Mojo(
    name = "extension",
    defaultPhase = LifecyclePhase.PACKAGE,
    requiresProject = false,
    threadSafe = true)
public class ExtensionMojo extends AbstractDiracosMojo {

  private static final String TYPE = "tar.gz";

  private final Attachments attachments;
  private final RepositorySystem repositories;

  @Parameter(defaultValue = "${repositorySystemSession}", readonly = true)
  private @Nullable RepositorySystemSession repositorySession;

  @Parameter(defaultValue = "${project.remoteProjectRepositories}", readonly = true)
  private @Nullable List<RemoteRepository> remotes;

  /** Called by Maven. */
  @Inject
  public ExtensionMojo(MavenProjectHelper projects, RepositorySystem repositories) {
    this.attachments = new Attachments(projects);
    this.repositories = repositories;
  }

  @Override
  void run(Engine engine, Request request) {
    BundleResult result = engine.extension(request, this::file);
    MavenProject project = project();
    if (project != null) {
      attachments.attach(project, result, request.lock());
    }
  }

  /** The tarball of a bundle of this build, or of a repository of the project. */
  final Path file(String coordinates) {
    List<String> words = List.of(coordinates.split(":", -1));
    Artifact artifact = new DefaultArtifact(words.get(0), words.get(1), TYPE, words.get(2));
    try {
      return repositories
          .resolveArtifact(
              repositorySession,
              new ArtifactRequest(artifact, remotes == null ? List.of() : remotes, ""))
          .getArtifact()
          .getFile()
          .toPath();
    } catch (ArtifactResolutionException e) {
      throw DiracosException.of(
          new Problem(
              "DOS-EXT-07",
              "the base " + coordinates + " cannot be had",
              "base",
              String.valueOf(e.getMessage()),
              "correct \"base\" or \"diracOsVersion\", or name the repository that has it in the"
                  + " POM or settings.xml"),
          e);
    }
  }
}
