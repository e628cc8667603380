package org.diracgrid.diracos.repo;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diracgrid.diracos.problem.DiracosException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A stream of YAML documents, event by event, as far as it can be trusted: nodes nest up to {@link
 * #MAX_DEPTH} deep, between two events lie at most {@link #MAX_TOKEN} bytes, there are no more than
 * {@link #MAX_CONTENT} bytes, and no aliases, which metadata has no need of and bombs are made of.
 */
final class YamlEvents {

  static final int MAX_DEPTH = 32;
  static final int MAX_TOKEN = 1 << 20;
  static final int MAX_CONTENT = 64 << 20;

  private final String document;
  private final Metered in;
  private final Iterator<Event> events;
  private int depth;
  private int line;

  /**
   * The events of a stream.
   *
   * @param document its name in messages
   */
  YamlEvents(InputStream in, String document) {
    this.document = document;
    this.in = new Metered(in);
    LoadSettings settings =
        LoadSettings.builder().setLabel(document).setCodePointLimit(MAX_CONTENT).build();
    this.events = guard(() -> new Parse(settings).parseInputStream(this.in).iterator());
  }

  private interface Step<T> {
    T take();
  }

  private <T> T guard(Step<T> step) {
    try {
      return step.take();
    } catch (TooLong e) {
      throw malformed(e.reason);
    } catch (Unreadable e) {
      throw MetadataProblem.damaged(document, in.count, e.reason);
    } catch (MarkedYamlEngineException e) {
      line = e.getProblemMark().map(Mark::getLine).orElse(line);
      throw malformed(String.valueOf(e.getProblem()));
    } catch (YamlEngineException e) {
      throw malformed(MetadataProblem.reason(e).lines().findFirst().orElse("it is no YAML"));
    }
  }

  /** Whether there is a further event. */
  boolean hasNext() {
    return guard(events::hasNext);
  }

  /** The next event. */
  Event next() {
    in.since = 0;
    if (!hasNext()) {
      throw malformed("it ends too early");
    }
    Event event = guard(events::next);
    line = event.getStartMark().map(Mark::getLine).orElse(line);
    switch (event.getEventId()) {
      case MappingStart, SequenceStart -> depth++;
      case MappingEnd, SequenceEnd -> depth--;
      default -> {
        // Depth stays.
      }
    }
    if (depth > MAX_DEPTH) {
      throw malformed("nodes nest more than " + MAX_DEPTH + " deep");
    }
    if (event instanceof AliasEvent) {
      throw malformed("an alias, which metadata has no need of");
    }
    return event;
  }

  /** Passes over the node that begins next. */
  void skip() {
    int around = depth;
    do {
      next();
    } while (depth > around);
  }

  /** The node that begins next: a string, a list or a map of nodes. */
  Object node() {
    return node(next());
  }

  /** The node that begins with {@code first}, which was just taken. */
  Object node(Event first) {
    switch (first.getEventId()) {
      case Scalar -> {
        return ((ScalarEvent) first).getValue();
      }
      case SequenceStart -> {
        List<Object> list = new ArrayList<>();
        for (Event e = next(); e.getEventId() != Event.ID.SequenceEnd; e = next()) {
          list.add(node(e));
        }
        return list;
      }
      case MappingStart -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Event e = next(); e.getEventId() != Event.ID.MappingEnd; e = next()) {
          map.put(key(e), node());
        }
        return map;
      }
      default -> throw malformed("a value was expected");
    }
  }

  /** The key of a mapping that {@code event} is. */
  String key(Event event) {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getValue();
    }
    throw malformed("a key that is no text");
  }

  /** The failure to say what is wrong at the event that was taken last. */
  DiracosException malformed(String reason) {
    return MetadataProblem.malformed(document, "line " + (line + 1), reason);
  }

  /** More than was agreed; unchecked, because it passes through the parser. */
  private static final class TooLong extends RuntimeException {
    private final String reason;

    TooLong(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }
  }

  /** A failure of the stream below; unchecked, because it passes through the parser. */
  private static final class Unreadable extends RuntimeException {
    private final IOException reason;

    Unreadable(IOException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  /** Counts what the parser reads, in all and since the last event. */
  private static final class Metered extends FilterInputStream {
    private long count;
    private long since;

    Metered(InputStream in) {
      super(in);
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      int n;
      try {
        n = super.read(buffer, offset, length);
      } catch (IOException e) {
        throw new Unreadable(e);
      } catch (IndexOutOfBoundsException | IllegalArgumentException | IllegalStateException e) {
        // Decompressors meet broken input with these as well.
        throw new Unreadable(new IOException(e));
      }
      count += Math.max(n, 0);
      since += Math.max(n, 0);
      if (since > MAX_TOKEN) {
        throw new TooLong("a text of more than " + MAX_TOKEN + " bytes");
      }
      if (count > MAX_CONTENT) {
        throw new TooLong("it has more than " + MAX_CONTENT + " bytes");
      }
      return n;
    }
  }
}
