package org.diracgrid.diracos.publish;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A release directory, wherever it is. Names are those of files directly in it.
 *
 * <p>Failures are thrown as {@link org.diracgrid.diracos.problem.DiracosException}.
 */
public interface ReleaseTarget extends AutoCloseable {

  /** An address as it may be shown: without the name and password that it may hold. */
  static String shown(URI address) {
    String text = address.toString();
    String login = address.getRawUserInfo();
    return login == null ? text : text.replaceFirst(Pattern.quote(login + "@"), "");
  }

  /** Where {@code name} is, for messages. */
  String where(String name);

  /** A small file; empty if it is not there. */
  Optional<byte[]> read(String name);

  /** Whether a file is there with the bytes of {@code content}, as far as that is cheap to know. */
  boolean holds(String name, Path content);

  /**
   * Puts a file, which is seen whole or not at all.
   *
   * @param sent is told how many bytes went, again and again
   */
  void write(String name, Path content, LongConsumer sent);

  /** Puts a small file, which is seen whole or not at all. */
  void write(String name, byte[] content);

  /** Does work while nobody else publishes here, where others can be kept out. */
  <T> T exclusively(Supplier<T> work);

  @Override
  void close();
}
