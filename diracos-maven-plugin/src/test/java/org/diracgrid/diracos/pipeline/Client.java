package org.diracgrid.diracos.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.digest.Algorithm;
import org.diracgrid.diracos.publish.ClientCfg;

/**
 * Installs a release by the rules of the client, which are those of {@code docs/release.md}, so
 * that what we publish can be held against them.
 */
final class Client {

  private static final int BLOCK = 16384;

  private final String address;
  private final Path target;

  /** A client of the release directory at that address, which has no slash at its end. */
  Client(String address, Path target) {
    this.address = address;
    this.target = target;
  }

  /** What the client refuses, with its reason. */
  static final class Refusal extends IOException {
    private static final long serialVersionUID = 1;

    Refusal(String reason) {
      super(reason);
    }
  }

  /** Installs what release {@code release} of {@code project} names. */
  void install(String project, String release) throws IOException, InterruptedException {
    Map<String, String> values = release(project, release);
    String dirac = project.equals("DIRAC") ? release : dirac(values, release);
    if (!project.equals("DIRAC")) {
      Map<String, String> base = release("DIRAC", dirac);
      values.putIfAbsent(key(release), base.getOrDefault(key(dirac), ""));
    }
    // The second character is taken for the major version; up to 6, it came without DIRACOS.
    if (dirac.length() < 2) {
      throw new Refusal("string index out of range");
    } else if (dirac.charAt(1) >= '0' && dirac.charAt(1) <= '6') {
      throw new Refusal("No externals defined");
    }
    String diracos = values.getOrDefault(key(release), "");
    if (diracos.isEmpty()) {
      throw new Refusal("No diracos defined");
    }
    unpack(diracos);
  }

  private static String key(String release) {
    return "/Releases/" + release + "/DIRACOS";
  }

  /** What clients read of a release, once they know that it is whole. */
  private Map<String, String> release(String project, String release) throws IOException {
    String cfgAddress = address + "/release-" + project + "-" + release + ".cfg";
    String cfg = decoded(cfgAddress);
    String digest = decoded(cfgAddress.substring(0, cfgAddress.length() - 4) + ".md5").strip();
    if (!digest.equals(md5(cfg.getBytes(UTF_8)))) {
      throw new Refusal("Hash check failed on " + cfgAddress);
    }
    return ClientCfg.read(cfg);
  }

  /** The release of DIRAC that one of another project stands on. */
  private static String dirac(Map<String, String> values, String release) throws Refusal {
    for (String one : values.getOrDefault("/Releases/" + release + "/Depends", "").split(",")) {
      List<String> parts = Arrays.asList(one.strip().split(":", 2));
      if (parts.get(0).strip().equals("DIRAC")) {
        return parts.size() == 1 ? release : parts.get(1).strip();
      }
    }
    throw new Refusal("KeyError: DIRAC");
  }

  /** Installs {@code version} or {@code Extension:version}. */
  void unpack(String diracos) throws IOException, InterruptedException {
    List<String> parts = Arrays.asList(diracos.split(":", -1));
    if (parts.size() > 2) {
      throw new Refusal("too many values to unpack: " + diracos);
    }
    String name = parts.size() == 2 ? parts.get(0).strip() + "diracos" : "diracos";
    String version = parts.get(parts.size() - 1).strip();
    byte[] tarball = bytes(address + "/" + name + "-" + version + ".tar.gz");
    String digest = decoded(address + "/" + name + "-" + version + ".md5").strip();
    if (!digest.equals(md5(tarball))) {
      throw new Refusal("Oops... md5 for package " + version + " failed!");
    }
    Files.createDirectories(target);
    Path local = Files.write(target.resolve(name + "-" + version + ".tar.gz"), tarball);
    bash("tar xzf '" + local + "' -C '" + target + "'");
    Files.delete(local);
  }

  /** What a shell prints that has sourced what the client puts in its bashrc. */
  String run(String command) throws IOException, InterruptedException {
    return bash(
        """
        [ -z "$DIRAC" ] && export DIRAC='%s'
        [ -z "$DIRACOS" ] && export DIRACOS=$DIRAC/diracos
        . $DIRACOS/diracosrc
        %s
        """
            .formatted(target, command));
  }

  private static String bash(String script) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("DIRAC", "DIRACOS"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new Refusal("Extraction of tarball failed: " + output);
    }
    return output;
  }

  private static byte[] bytes(String address) throws IOException {
    try (InputStream in = URI.create(address).toURL().openStream()) {
      return in.readAllBytes();
    }
  }

  /** Text is decoded block by block; what is no UTF-8 within a block is left out. */
  private static String decoded(String address) throws IOException {
    byte[] bytes = bytes(address);
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < bytes.length; at += BLOCK) {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      block.write(bytes, at, Math.min(BLOCK, bytes.length - at));
      text.append(
          UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.IGNORE)
              .decode(java.nio.ByteBuffer.wrap(block.toByteArray())));
    }
    return text.toString();
  }

  private static String md5(byte[] bytes) {
    return HexFormat.of().formatHex(Algorithm.MD5.newDigest().digest(bytes));
  }
}
