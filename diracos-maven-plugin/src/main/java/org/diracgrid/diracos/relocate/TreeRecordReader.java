package org.diracgrid.diracos.relocate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diracgrid.diracos.digest.Sealed;
import org.diracgrid.diracos.elf.ElfArchitecture;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.elf.VersionNeed;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.Problem;
import org.diracgrid.diracos.stage.FileOrigin;

/** Reads what {@link TreeRecordWriter} wrote. */
final class TreeRecordReader {

  private final ByteBuffer in;
  private final List<String> known = new ArrayList<>();

  private TreeRecordReader(ByteBuffer in) {
    this.in = in;
  }

  /** Empty if it is torn, damaged or of another form: a record only saves work. */
  static Optional<TreeRecord> read(byte[] bytes, FileTime written) {
    Optional<ByteBuffer> body = Sealed.open(TreeRecordWriter.MAGIC, bytes);
    if (body.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new TreeRecordReader(body.get()).record(written));
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private TreeRecord record(FileTime written) {
    String root = string();
    int count = count();
    SortedMap<BundlePath, TreeRecord.FileRecord> files = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      BundlePath path = BundlePath.parse(string());
      files.put(path, file());
    }
    return new TreeRecord(root, files, written);
  }

  private TreeRecord.FileRecord file() {
    FileOrigin origin = new FileOrigin(string(), in.getInt());
    long size = in.getLong();
    int flags = Byte.toUnsignedInt(in.get());
    ElfFile elf = (flags & TreeRecordWriter.ELF) != 0 ? elf() : null;
    Shebang script =
        (flags & TreeRecordWriter.SCRIPT) != 0
            ? new Shebang(string(), string(), in.getInt())
            : null;
    Problem broken =
        (flags & TreeRecordWriter.BROKEN) != 0
            ? new Problem(string(), string(), string(), string(), string())
            : null;
    List<String> hostPaths = (flags & TreeRecordWriter.HOST_PATHS) != 0 ? list() : List.of();
    Optional<TextLook> text =
        (flags & TreeRecordWriter.TEXT) != 0 ? Optional.of(text()) : Optional.empty();
    AppliedRpath applied =
        (flags & TreeRecordWriter.APPLIED) != 0
            ? new AppliedRpath(string(), string(), string(), in.getLong())
            : null;
    Optional<byte[]> original =
        (flags & TreeRecordWriter.ORIGINAL) != 0 ? Optional.of(bytes()) : Optional.empty();
    boolean tainted = (flags & TreeRecordWriter.TAINTED) != 0;
    return new TreeRecord.FileRecord(
        origin,
        size,
        new ContentLook.Seen(elf, script, tainted, broken, hostPaths),
        text,
        applied,
        original);
  }

  private TextLook text() {
    TextKind kind = TextKind.values()[in.get()];
    int count = count();
    List<TextPlan.Use> named = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      named.add(new TextPlan.Use(in.getInt(), string()));
    }
    return new TextLook(kind, named, Optional.empty());
  }

  private ElfFile elf() {
    int machine = in.getInt();
    int type = in.getInt();
    int flags = in.get();
    List<String> needed = list();
    List<String> definitions = list();
    Optional<String> interpreter = optional();
    Optional<String> soname = optional();
    Optional<String> rpath = optional();
    Optional<String> runpath = optional();
    int count = count();
    List<VersionNeed> needs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      needs.add(new VersionNeed(string(), list(), list()));
    }
    return new ElfFile(
        new ElfArchitecture(machine, (flags & 1) != 0, (flags & 2) != 0),
        type,
        interpreter,
        (flags & 4) != 0,
        (flags & 8) != 0,
        (flags & 16) != 0,
        needed,
        soname,
        rpath,
        runpath,
        needs,
        definitions);
  }

  private List<String> list() {
    int count = count();
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      strings.add(string());
    }
    return strings;
  }

  private Optional<String> optional() {
    return in.get() == 0 ? Optional.empty() : Optional.of(string());
  }

  private String string() {
    int number = in.getInt();
    if (number >= 0) {
      return known.get(number);
    }
    byte[] bytes = bytes();
    String text =
        number == -1
            ? new String(bytes, ISO_8859_1)
            : ByteBuffer.wrap(bytes).asCharBuffer().toString();
    known.add(text);
    return text;
  }

  private byte[] bytes() {
    byte[] bytes = new byte[count()];
    in.get(bytes);
    return bytes;
  }

  /** A number of things that take at least a byte each. */
  private int count() {
    int count = in.getInt();
    if (count < 0 || count > in.remaining()) {
      throw new IllegalArgumentException(count + " things in " + in.remaining() + " bytes");
    }
    return count;
  }
}
