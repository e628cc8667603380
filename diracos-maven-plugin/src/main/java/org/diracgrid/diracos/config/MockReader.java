package org.diracgrid.diracos.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diracgrid.diracos.config.PythonLexer.Kind;
import org.diracgrid.diracos.config.PythonLexer.Token;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * Reads the statements of a mock configuration that say something by themselves:
 *
 * <pre>
 * statement := target ("=" | "+=") expression
 *            | target ".append(" expression ")"
 *            | "include(" expression ")"
 * target    := "config_opts" ("[" string "]")+ | name
 * </pre>
 *
 * Everything else (conditions, loops, calls) is skipped, with its indented block, and named in a
 * warning.
 */
final class MockReader {

  static final String OPTIONS = "config_opts";

  private static final long LARGEST = 1L << 20;
  private static final int DEEPEST = 16;
  private static final Path SYSTEM = Path.of("/etc/mock");

  private final MockOptions options = new MockOptions();
  private final Map<String, Json> locals = new HashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final Set<Path> reading = new LinkedHashSet<>();

  MockReader(PlatformSpec platform) {
    Place preset = Place.of("mock's defaults");
    set("target_arch", new Json.Text(platform.arch(), preset));
    set("repo_arch", new Json.Text(platform.basearch(), preset));
    set("mirrored", new Json.Bool(true, preset));
    set("user_agent", new Json.Text("", preset));
  }

  private void set(String name, Json value) {
    options.set(List.of(name), Optional.of(value));
  }

  MockConfig read(Path file, String where) {
    return read(text(file, where), file);
  }

  /** Pure part of {@link #read(Path, String)}, but for {@code include}. */
  MockConfig read(String text, Path file) {
    parse(text, file);
    return new MockConfig(file, options.toJson(), warnings);
  }

  private static String text(Path file, String where) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new IOException("larger than " + LARGEST + " bytes");
      }
      // Comments may be in any encoding; names and addresses are ASCII.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw DiracosException.of(
          new Problem(
              "DOS-CONFIG-12",
              e instanceof NoSuchFileException
                  ? "there is no mock configuration " + file
                  : "the mock configuration " + file + " cannot be read",
              where,
              e instanceof NoSuchFileException
                  ? "its repositories are needed, because \"repositories\" does not say enough"
                  : e.toString(),
              "correct the path, or list the \"repositories\" in the configuration itself"),
          e);
    }
  }

  private void parse(String text, Path file) {
    reading.add(file);
    String source = String.valueOf(file.getFileName());
    List<Token> statement = new ArrayList<>();
    boolean skipping = false;
    for (Token token : PythonLexer.tokens(text, source)) {
      if (token.kind() != Kind.NEWLINE) {
        statement.add(token);
        continue;
      }
      boolean indented = statement.get(0).column() > 1;
      if (!(indented && skipping)) {
        skipping = !statement(statement, file, source);
      }
      statement.clear();
    }
    reading.remove(file);
  }

  private boolean statement(List<Token> tokens, Path file, String source) {
    MockExpression in = new MockExpression(tokens, source, options, locals);
    boolean understood = in.name("include") ? include(in, file, source) : assignment(in);
    if (!understood) {
      Token first = tokens.get(0);
      warnings.add(
          new Place(source, first.line(), first.column(), "")
              + ": not understood, skipped: "
              + abridged(tokens));
    }
    return understood;
  }

  private boolean assignment(MockExpression in) {
    Optional<List<String>> target = in.target();
    if (target.isEmpty()) {
      return local(in);
    }
    List<String> path = target.get();
    if (in.operator("=")) {
      Optional<Json> value = in.whole();
      options.set(path, value);
      return value.isPresent();
    }
    if (in.operator("+=")) {
      Optional<Json> more = in.whole();
      Optional<Json> sum =
          more.flatMap(m -> options.get(path).map(old -> MockExpression.sum(old, m)).orElse(more));
      options.set(path, sum);
      return sum.isPresent();
    }
    if (in.operator(".") && in.name("append") && in.operator("(")) {
      Optional<Json> value = in.expression(0);
      boolean closed = in.operator(")") && in.atEnd();
      if (value.isPresent() && closed) {
        options.append(path, value.get());
        return true;
      }
    }
    return false;
  }

  private boolean local(MockExpression in) {
    Optional<String> name = in.anyName();
    if (name.isEmpty() || !in.operator("=")) {
      return false;
    }
    Optional<Json> value = in.whole();
    locals.remove(name.get());
    value.ifPresent(json -> locals.put(name.get(), json));
    return value.isPresent();
  }

  private boolean include(MockExpression in, Path file, String source) {
    if (!in.operator("(") || !(in.expression(0).orElse(null) instanceof Json.Text name)) {
      return false;
    }
    String path = new JinjaText(options.toJson(), source, warnings).render(name.value(), 1).text();
    Optional<Path> found = found(path, file);
    if (found.isEmpty() || reading.contains(found.get()) || reading.size() >= DEEPEST) {
      String why = found.isEmpty() ? "is not there" : "includes itself, or too many others";
      warnings.add(name.place() + ": the included file " + path + " " + why);
      return true;
    }
    parse(text(found.get(), name.place().toString()), found.get());
    return true;
  }

  /** Beside the including file, beside the first file, or in mock's own directory. */
  private Optional<Path> found(String path, Path file) {
    List<Path> bases = new ArrayList<>();
    bases.add(file.toAbsolutePath().getParent());
    bases.add(reading.iterator().next().toAbsolutePath().getParent());
    bases.add(SYSTEM);
    try {
      return bases.stream()
          .map(base -> base.resolve(path).normalize())
          .filter(Files::isRegularFile)
          .findFirst();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String abridged(List<Token> tokens) {
    StringBuilder out = new StringBuilder();
    for (Token token : tokens.subList(0, Math.min(12, tokens.size()))) {
      boolean string = token.kind() == Kind.STRING || token.kind() == Kind.OTHER_STRING;
      String text = string ? "'" + token.text().lines().findFirst().orElse("") + "'" : token.text();
      boolean words = token.kind() == Kind.NAME && !out.isEmpty();
      out.append(words && Character.isLetterOrDigit(out.charAt(out.length() - 1)) ? " " : "");
      out.append(text);
    }
    return out.length() > 70 ? out.substring(0, 69) + "…" : out.toString();
  }
}
