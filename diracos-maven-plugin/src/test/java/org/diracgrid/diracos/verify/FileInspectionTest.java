package org.diracgrid.diracos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileInspectionTest {

  private final FileInspection inspection = new FileInspection();

  @Test
  void plainFilesAreFine() {
    VerifyReport report =
        Subjects.of("0644 /etc/x", "0755 /usr/bin/y", "0555 /opt/", "/usr/z -> bin/y")
            .inspect(inspection);

    assertThat(Subjects.all(report)).isEmpty();
    assertThat(Subjects.result(report, Check.SETUID).remark()).isEqualTo("2 files");
  }

  @Test
  void aNameThatLeadsOutIsNamed() {
    assertThat(
            Subjects.all(
                Subjects.of().oddity(Oddity.Kind.ESCAPES, "../../etc/x", "").inspect(inspection)))
        .containsExactly(
            """
            DOS-VERIFY-10 1 name leads out of the folder that it is unpacked to
              where     ../../etc/x
              fix       make the tarball with mvn diracos:bundle""");
  }

  @Test
  void aHardLinkIsNamedWithItsOtherName() {
    assertThat(
            Subjects.all(
                Subjects.of()
                    .oddity(Oddity.Kind.HARD_LINK, "/usr/bin/b", "/usr/bin/a")
                    .oddity(Oddity.Kind.HARD_LINK, "/usr/bin/c", "/usr/bin/a")
                    .inspect(inspection)))
        .containsExactly(
            """
            DOS-VERIFY-11 2 files have a second name
              where     /usr/bin/b (/usr/bin/a)
                        /usr/bin/c (/usr/bin/a)
              fix       make the bundle with mvn diracos:bundle, which writes a copy for each name""");
  }

  @Test
  void setuidAndSetgidFilesAreNamedWithTheirModes() {
    assertThat(
            Subjects.all(
                Subjects.of("04755 /usr/bin/su", "02755 /usr/bin/wall", "02775 /var/mail/")
                    .inspect(inspection)))
        .containsExactly(
            """
            DOS-VERIFY-12 2 files are setuid or setgid
              where     04755 /usr/bin/su (pkg-1-1.x86_64)
                        02755 /usr/bin/wall (pkg-1-1.x86_64)
              fix       chmod a-s; the loader ignores $ORIGIN for such files, so they could not run \
            anyway""");
  }

  @Test
  void aDeviceIsNamedWithItsKind() {
    assertThat(
            Subjects.all(
                Subjects.of()
                    .oddity(Oddity.Kind.DEVICE, "/dev/null", "character device")
                    .inspect(inspection)))
        .containsExactly(
            """
            DOS-VERIFY-13 1 device, pipe or socket is in the bundle
              where     /dev/null (character device)
              fix       remove what is listed; it takes root to unpack devices""");
  }

  @Test
  void whatOthersCannotReadOrEnterIsNamed() {
    assertThat(
            Subjects.all(
                Subjects.of("0640 /etc/shadow", "0754 /etc/private/", "0711 /opt/x/")
                    .oddity(Oddity.Kind.UNREADABLE, "/opt/key", "Permission denied")
                    .inspect(inspection)))
        .containsExactly(
            """
            DOS-VERIFY-14 4 paths cannot be read by everyone
              where     /opt/key (Permission denied)
                        0754 /etc/private (pkg-1-1.x86_64)
                        0640 /etc/shadow (pkg-1-1.x86_64)
                        0711 /opt/x (pkg-1-1.x86_64)
              fix       chmod a+rX""");
  }

  @Test
  void filesWithAPathOfTheBuildAreNamed() {
    assertThat(
            Subjects.all(Subjects.of("/usr/lib/x.pc").tainted("/usr/lib/x.pc").inspect(inspection)))
        .containsExactly(
            """
            DOS-VERIFY-15 1 file holds a path of the build
              where     /usr/lib/x.pc (pkg-1-1.x86_64)
              fix       remove what is listed by "removedFolders", or make what writes it relocatable""");
  }
}
