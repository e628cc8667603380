package org.diracgrid.diracos.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PipReportTest {

  private static PipReport.Item one(String download) {
    String text =
        """
        {"version": "1", "install": [
          {"metadata": {"name": "Zeta_X", "version": "1.0"}, "download_info": {%s}}]}
        """
            .formatted(download);
    return PipReport.parse(text.getBytes(UTF_8)).items().get(0);
  }

  @Test
  void aRepositoryKeepsItsKindItsCommitAndItsFolder() {
    PipReport.Item item =
        one(
            """
            "url": "https://h/z.git", "subdirectory": "lib",
            "vcs_info": {"vcs": "git", "requested_revision": "v1", "commit_id": "0123"}""");
    assertThat(item.name()).isEqualTo("zeta-x");
    assertThat(item.url()).isEqualTo("git+https://h/z.git@0123#subdirectory=lib");
    assertThat(item.file()).isEmpty();
  }

  @Test
  void theStrongestSumCountsWhereThereIsNoSha256() {
    String md5 = "d41d8cd98f00b204e9800998ecf8427e";
    String sha1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    String url = "\"url\": \"https://h/z-1.0.tar.gz\", ";
    assertThat(one(url + "\"archive_info\": {\"hash\": \"md5=" + md5 + "\"}").checksum().toString())
        .contains("md5:" + md5);
    assertThat(
            one(url
                    + "\"archive_info\": {\"hashes\": {\"md5\": \""
                    + md5
                    + "\", \"sha1\": \""
                    + sha1
                    + "\"}}")
                .checksum()
                .toString())
        .contains("sha1:" + sha1);
    assertThat(one(url + "\"archive_info\": {}").checksum()).isEmpty();
  }

  @Test
  void aDirectoryHasNoDigest() {
    assertThatThrownBy(() -> one("\"url\": \"file:///h/z\", \"dir_info\": {}"))
        .hasMessageContaining("DOS-PYTHON-41")
        .hasMessageContaining("zeta-x of file:///h/z");
  }
}
