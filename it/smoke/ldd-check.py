#!/usr/bin/env python3
"""Checks with ldd that each ELF object of a tree finds all it needs inside the tree, the glibc family aside.

usage: ldd-check.py [--jobs N] TREE

Prints one line for each library that is missing, comes from the host, or is a bundled part of glibc; the last line
counts. Status 1 when there was any, 2 for wrong usage.
"""

import argparse
import os
import re
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

# What every host brings, and no bundle may.
GLIBC_FAMILY = re.compile(
    r"ld-linux[-.\w]*\.so\.\d|linux-vdso\.so\.1|libc\.so\.6|libm\.so\.6|libmvec\.so\.1|libdl\.so\.2|libpthread\.so\.0"
    r"|librt\.so\.1|libresolv\.so\.2|libutil\.so\.1|libanl\.so\.1|libnsl\.so\.1|libBrokenLocale\.so\.1"
    r"|libthread_db\.so\.1|libnss_(files|dns|compat|hesiod)\.so\.2")
BATCH = 32
PT_DYNAMIC, DT_NEEDED = 2, 1
# (word size, program header: type, offset, file size; header: phoff, phentsize and phnum)
LAYOUTS = {1: ("II", (0, 4, 16), (28, "I"), (42, 44)), 2: ("QQ", (0, 8, 32), (32, "Q"), (54, 56))}


def needs_libraries(path):
    """Whether the file is an ELF object with a DT_NEEDED. A file that is cut off has none."""
    try:
        with open(path, "rb") as stream:
            head = stream.read(64)
            if head[:4] != b"\x7fELF" or len(head) < 52 or head[4] not in LAYOUTS:
                return False
            order = "<" if head[5] == 1 else ">"
            words, (type_at, offset_at, size_at), (phoff_at, address), (entry_at, count_at) = LAYOUTS[head[4]]
            table = struct.unpack_from(order + address, head, phoff_at)[0]
            entry, count = (struct.unpack_from(order + "H", head, at)[0] for at in (entry_at, count_at))
            for index in range(count):
                stream.seek(table + index * entry)
                header = stream.read(entry)
                if struct.unpack_from(order + "I", header, type_at)[0] != PT_DYNAMIC:
                    continue
                stream.seek(struct.unpack_from(order + address, header, offset_at)[0])
                dynamic = stream.read(struct.unpack_from(order + address, header, size_at)[0])
                size = struct.calcsize(words)
                return any(struct.unpack_from(order + words, dynamic, at)[0] == DT_NEEDED
                           for at in range(0, len(dynamic) - size + 1, size))
    except (OSError, struct.error):
        pass
    return False


def elf_files(tree):
    """All such files below a folder, sorted; links are not followed, their targets come by themselves."""
    paths = (os.path.join(folder, name) for folder, _, names in os.walk(tree) for name in names)
    return sorted(path for path in paths if not os.path.islink(path) and os.path.isfile(path) and needs_libraries(path))


def loaded(paths):
    """Yields (file, library name, where it was found or None, what ldd said) for several files at once."""
    # With one file only, ldd prints no file names; the second is the same again.
    asked = paths if len(paths) > 1 else paths * 2
    done = subprocess.run(["ldd", *asked], env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}, text=True,
                          errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    known, path, seen = set(paths), None, set()
    for line in done.stdout.splitlines():
        if line.endswith(":") and line[:-1] in known:
            path = line[:-1]
            seen.add(path)
        elif match := re.fullmatch(r"\s+(\S+) => (not found|.+?)(?: \(0x[0-9a-f]+\))?", line):
            yield path, match[1], None if match[2] == "not found" else match[2], line.strip()
        elif match := re.fullmatch(r"\s+(/.+) \(0x[0-9a-f]+\)", line):
            yield path, os.path.basename(match[1]), match[1], line.strip()
        elif not re.fullmatch(r"\s+linux-vdso.*|\s+statically linked|ldd: warning: .* execution permission.*", line):
            yield path, "", None, line.strip()
    for path in known - seen:
        yield path, "", None, "ldd said nothing of this file"


def problem(tree, library, place, said):
    """What is wrong with one line of ldd, or None."""
    if not library:
        return said
    if place is None:
        return f"{library} not found"
    # Where the path leads counts, as does the path itself: a link out of the tree is the host's library again.
    inside = os.path.realpath(place).startswith(tree + os.sep)
    if GLIBC_FAMILY.fullmatch(library):
        return f"{library} is bundled: {place}" if inside else None
    return None if inside else f"{library} comes from the host: {place}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="N")
    parser.add_argument("tree", metavar="TREE")
    options = parser.parse_args()
    tree = os.path.realpath(options.tree)
    if not os.path.isdir(tree):
        parser.error(f"{options.tree} is no folder")
    files = elf_files(tree)
    batches = [files[at:at + BATCH] for at in range(0, len(files), BATCH)]
    with ThreadPoolExecutor(max(1, options.jobs)) as pool:
        answers = [answer for batch in pool.map(lambda b: list(loaded(b)), batches) for answer in batch]
    found = sorted({f"{os.path.relpath(path, tree) if path else '?'}: {text}"
                    for path, *rest in answers if (text := problem(tree, *rest))})
    print("\n".join([*found, f"{len(files)} ELF files, {len(found)} problems"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
