package org.diracgrid.diracos.elf;

/** The numbers of the System V ABI and its GNU extensions that this package looks at. */
final class ElfConstants {

  static final int ET_EXEC = 2;
  static final int ET_DYN = 3;

  static final int EM_386 = 3;
  static final int EM_MIPS = 8;
  static final int EM_X86_64 = 62;

  static final int PT_LOAD = 1;
  static final int PT_DYNAMIC = 2;
  static final int PT_INTERP = 3;
  static final int PT_NOTE = 4;
  static final int PT_PHDR = 6;
  static final int PT_GNU_PROPERTY = 0x6474e553;

  static final int PF_W = 2;
  static final int PF_R = 4;
  static final int PF_X = 1;

  static final int SHT_NULL = 0;
  static final int SHT_SYMTAB = 2;
  static final int SHT_STRTAB = 3;
  static final int SHT_HASH = 5;
  static final int SHT_DYNAMIC = 6;
  static final int SHT_NOTE = 7;
  static final int SHT_NOBITS = 8;
  static final int SHT_DYNSYM = 11;
  static final int SHT_GNU_HASH = 0x6ffffff6;
  static final int SHT_GNU_VERDEF = 0x6ffffffd;
  static final int SHT_GNU_VERNEED = 0x6ffffffe;

  static final int SHF_ALLOC = 2;
  static final int SHF_TLS = 0x400;

  static final long DT_NULL = 0;
  static final long DT_NEEDED = 1;
  static final long DT_HASH = 4;
  static final long DT_STRTAB = 5;
  static final long DT_SYMTAB = 6;
  static final long DT_STRSZ = 10;
  static final long DT_SONAME = 14;
  static final long DT_RPATH = 15;
  static final long DT_SYMBOLIC = 16;
  static final long DT_DEBUG = 21;
  static final long DT_TEXTREL = 22;
  static final long DT_BIND_NOW = 24;
  static final long DT_RUNPATH = 29;
  static final long DT_FLAGS = 30;
  static final long DT_GNU_HASH = 0x6ffffef5L;
  static final long DT_CONFIG = 0x6ffffefaL;
  static final long DT_DEPAUDIT = 0x6ffffefbL;
  static final long DT_AUDIT = 0x6ffffefcL;
  static final long DT_VERSYM = 0x6ffffff0L;
  static final long DT_RELACOUNT = 0x6ffffff9L;
  static final long DT_RELCOUNT = 0x6ffffffaL;
  static final long DT_FLAGS_1 = 0x6ffffffbL;
  static final long DT_VERDEF = 0x6ffffffcL;
  static final long DT_VERDEFNUM = 0x6ffffffdL;
  static final long DT_VERNEED = 0x6ffffffeL;
  static final long DT_VERNEEDNUM = 0x6fffffffL;
  static final long DT_AUXILIARY = 0x7ffffffdL;
  static final long DT_FILTER = 0x7fffffffL;

  static final long DF_SYMBOLIC = 2;
  static final long DF_TEXTREL = 4;
  static final long DF_BIND_NOW = 8;
  static final long DF_1_PIE = 0x08000000L;

  private ElfConstants() {}

  /** True for entries whose value is an offset into {@code .dynstr}. */
  static boolean isString(long tag) {
    return tag == DT_NEEDED
        || tag == DT_SONAME
        || tag == DT_RPATH
        || tag == DT_RUNPATH
        || tag == DT_CONFIG
        || tag == DT_DEPAUDIT
        || tag == DT_AUDIT
        || tag == DT_AUXILIARY
        || tag == DT_FILTER;
  }
}
