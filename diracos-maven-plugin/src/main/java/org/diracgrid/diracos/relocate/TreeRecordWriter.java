package org.diracgrid.diracos.relocate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.diracgrid.diracos.digest.Sealed;
import org.diracgrid.diracos.elf.ElfFile;
import org.diracgrid.diracos.elf.VersionNeed;
import org.diracgrid.diracos.path.BundlePath;
import org.diracgrid.diracos.problem.Problem;

/**
 * Writes {@link TreeRecord}; {@link TreeRecordReader} reads it. Big-endian:
 *
 * <pre>
 * record  = "DOSTREE" form[1]  root:string  count[4]  file*  sha256[32]     of all before it
 * file    = path:string  package:string  index[4]  size[8]  flags[1]
 *           elf if ELF  script if SCRIPT  problem if BROKEN  paths:list if HOST_PATHS
 *           text if TEXT  applied if APPLIED  (length[4] byte*) if ORIGINAL
 * elf     = machine[4] type[4] flags[1] needed:list versionDefinitions:list
 *           interpreter:optional soname:optional rpath:optional runpath:optional
 *           count[4] (file:string versions:list weak:list)*
 * script  = interpreter:string options:string headLines[4]
 * problem = code:string what:string where:string because:string fix:string
 * text    = kind[1] count[4] (line[4] path:string)*
 * applied = after:string outcome:string reason:string size[8]
 * list    = count[4] string*
 * optional = 0[1] | 1[1] string
 * string  = number[4]                 of one that came before, from 0
 *         | -1[4] length[4] byte*     a new one in ISO 8859-1
 *         | -2[4] length[4] byte*     a new one in UTF-16
 * </pre>
 */
final class TreeRecordWriter {

  /** Raised when the form changes, or what a look at a file's content gives. */
  static final int FORM = 3;

  static final byte[] MAGIC = {'D', 'O', 'S', 'T', 'R', 'E', 'E', FORM};

  static final int ELF = 1;
  static final int SCRIPT = 2;
  static final int TAINTED = 4;
  static final int BROKEN = 8;
  static final int APPLIED = 16;
  static final int ORIGINAL = 32;
  static final int HOST_PATHS = 64;
  static final int TEXT = 128;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
  private final DataOutputStream out = new DataOutputStream(bytes);
  private final Map<String, Integer> known = new HashMap<>();

  private TreeRecordWriter() {}

  static byte[] bytes(String root, SortedMap<BundlePath, TreeRecord.FileRecord> files) {
    TreeRecordWriter writer = new TreeRecordWriter();
    try {
      writer.string(root);
      writer.out.writeInt(files.size());
      for (var file : files.entrySet()) {
        writer.file(file.getKey(), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return Sealed.seal(MAGIC, ByteBuffer.wrap(writer.bytes.toByteArray()));
  }

  private void file(BundlePath path, TreeRecord.FileRecord file) throws IOException {
    ContentLook.Seen seen = file.seen();
    ElfFile elf = seen.elf();
    Shebang script = seen.script();
    Problem broken = seen.broken();
    AppliedRpath applied = file.applied();
    Optional<TextLook> text = file.text();
    Optional<byte[]> original = file.original();
    string(path.toString());
    string(file.origin().packageId());
    out.writeInt(file.origin().index());
    out.writeLong(file.size());
    out.writeByte(
        (elf != null ? ELF : 0)
            | (script != null ? SCRIPT : 0)
            | (seen.tainted() ? TAINTED : 0)
            | (broken != null ? BROKEN : 0)
            | (text.isPresent() ? TEXT : 0)
            | (applied != null ? APPLIED : 0)
            | (original.isPresent() ? ORIGINAL : 0)
            | (seen.hostPaths().isEmpty() ? 0 : HOST_PATHS));
    if (elf != null) {
      elf(elf);
    }
    if (script != null) {
      string(script.interpreter());
      string(script.options());
      out.writeInt(script.headLines());
    }
    if (broken != null) {
      string(broken.code());
      string(broken.what());
      string(broken.where());
      string(broken.because());
      string(broken.fix());
    }
    if (!seen.hostPaths().isEmpty()) {
      list(seen.hostPaths());
    }
    if (text.isPresent()) {
      text(text.get());
    }
    if (applied != null) {
      string(applied.after());
      string(applied.outcome());
      string(applied.reason());
      out.writeLong(applied.size());
    }
    if (original.isPresent()) {
      out.writeInt(original.get().length);
      out.write(original.get());
    }
  }

  private void text(TextLook text) throws IOException {
    out.writeByte(text.kind().ordinal());
    out.writeInt(text.named().size());
    for (TextPlan.Use use : text.named()) {
      out.writeInt(use.line());
      string(use.path());
    }
  }

  private void elf(ElfFile elf) throws IOException {
    out.writeInt(elf.architecture().machine());
    out.writeInt(elf.type());
    out.writeByte(
        (elf.architecture().wide() ? 1 : 0)
            | (elf.architecture().littleEndian() ? 2 : 0)
            | (elf.dynamic() ? 4 : 0)
            | (elf.staticPie() ? 8 : 0)
            | (elf.separateDebug() ? 16 : 0));
    list(elf.needed());
    list(elf.versionDefinitions());
    optional(elf.interpreter());
    optional(elf.soname());
    optional(elf.rpath());
    optional(elf.runpath());
    out.writeInt(elf.versionNeeds().size());
    for (VersionNeed need : elf.versionNeeds()) {
      string(need.file());
      list(need.versions());
      list(need.weak());
    }
  }

  private void list(Collection<String> strings) throws IOException {
    out.writeInt(strings.size());
    for (String text : strings) {
      string(text);
    }
  }

  private void optional(Optional<String> text) throws IOException {
    out.writeByte(text.isPresent() ? 1 : 0);
    if (text.isPresent()) {
      string(text.get());
    }
  }

  private void string(String text) throws IOException {
    Integer number = known.putIfAbsent(text, known.size());
    if (number != null) {
      out.writeInt(number);
      return;
    }
    byte[] narrow = text.getBytes(ISO_8859_1);
    boolean fits = new String(narrow, ISO_8859_1).equals(text);
    byte[] encoded = fits ? narrow : wide(text);
    out.writeInt(fits ? -1 : -2);
    out.writeInt(encoded.length);
    out.write(encoded);
  }

  /** Char by char, since an encoder would refuse the lone surrogates of odd file names. */
  private static byte[] wide(String text) {
    byte[] bytes = new byte[2 * text.length()];
    ByteBuffer.wrap(bytes).asCharBuffer().put(text);
    return bytes;
  }
}
