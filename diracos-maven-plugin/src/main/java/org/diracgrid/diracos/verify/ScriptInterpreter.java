package org.diracgrid.diracos.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.relocate.RelativeShebang;
import org.diracgrid.diracos.relocate.Shebang;

/**
 * Whom a script asks to run it.
 *
 * @param text the way from the script's directory, the name for {@code env}, or the path
 */
record ScriptInterpreter(Form form, String text) {

  /** How it is asked for. */
  enum Form {
    /** By the way from the script to a file of the bundle, as relocation writes it. */
    RELATIVE,
    /** By its name, through {@code env} and PATH. */
    ENV,
    /** By a path of the host. */
    PATH
  }

  /** As much as relocation's own lines need, and some. */
  private static final int HEAD = 4096;

  /** The interpreter of one script of a subject. */
  static ScriptInterpreter of(Subject subject, BundlePath path, Shebang shebang) {
    if (shebang.interpreter().equals("/bin/sh")) {
      Optional<String> way = RelativeShebang.parse(head(path.under(subject.tree().root())));
      if (way.isPresent()) {
        return new ScriptInterpreter(Form.RELATIVE, way.get());
      }
    }
    if (shebang.interpreter().equals("/usr/bin/env") || shebang.interpreter().equals("/bin/env")) {
      Optional<String> name = named(shebang);
      if (name.isPresent()) {
        boolean isPath = name.get().contains("/");
        return new ScriptInterpreter(isPath ? Form.PATH : Form.ENV, name.get());
      }
    }
    return new ScriptInterpreter(Form.PATH, shebang.interpreter());
  }

  /** The file name of the interpreter. */
  String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** The first word of env's that is no option and sets no variable; see env(1). */
  private static Optional<String> named(Shebang shebang) {
    Iterator<String> words = shebang.words().iterator();
    while (words.hasNext()) {
      String word = words.next();
      if (word.startsWith("-S") && word.length() > 2) {
        return Optional.of(word.substring(2));
      } else if (word.equals("-u") && words.hasNext()) {
        words.next();
      } else if (!word.startsWith("-") && word.indexOf('=') < 0) {
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }

  private static byte[] head(Path file) {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(HEAD);
    } catch (IOException e) {
      throw DiracosException.of(
          Problem.of(
              "DOS-VERIFY-25",
              "a script of the bundle cannot be read: " + e.getMessage(),
              file.toString(),
              "check permissions, then run again"),
          e);
    }
  }
}
