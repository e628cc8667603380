package org.diracgrid.diracos.mojo;

import java.io.File;
import java.nio.file.Path;
import java.util.Set;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;
import org.diracgrid.diracos.pipeline.BundleResult;
import org.jspecify.annotations.Nullable;

/**
 * What a project gives to install and deploy: its tarball, the tarball's MD5, and the lock as
 * {@code json} with the classifier {@code lock}.
 *
 * <p>The tarball is the artifact of a project of our packagings, and attached to any other.
 */
final class Attachments {

  private static final Set<String> PACKAGINGS = Set.of("diracos", "diracos-extension");

  private final MavenProjectHelper projects;

  Attachments(MavenProjectHelper projects) {
    this.projects = projects;
  }

  void attach(MavenProject project, BundleResult bundle, Path lock) {
    if (PACKAGINGS.contains(project.getPackaging())) {
      main(project.getArtifact(), bundle);
    } else {
      attach(project, bundle.type(), null, bundle.tarball());
    }
    attach(project, "md5", null, bundle.md5());
    attach(project, "json", "lock", lock);
  }

  /** Once: the goal may run in its phase and by its name. */
  private void attach(
      MavenProject project, String type, @Nullable String classifier, Path artifact) {
    File file = artifact.toFile();
    boolean isNew =
        project.getAttachedArtifacts().stream().noneMatch(other -> file.equals(other.getFile()));
    if (isNew && file.isFile()) {
      projects.attachArtifact(project, type, classifier, file);
    }
  }

  /** The packaging says tar.gz; a configuration may ask for another compression. */
  private static void main(Artifact artifact, BundleResult bundle) {
    artifact.setFile(bundle.tarball().toFile());
    if (!bundle.type().equals(artifact.getArtifactHandler().getExtension())) {
      DefaultArtifactHandler handler = new DefaultArtifactHandler(bundle.type());
      handler.setExtension(bundle.type());
      handler.setLanguage("none");
      artifact.setArtifactHandler(handler);
    }
  }
}
