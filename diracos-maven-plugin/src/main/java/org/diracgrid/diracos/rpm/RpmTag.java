package org.diracgrid.diracos.rpm;

/** The tags that this program reads; numbers as in rpm's {@code rpmtag.h}. */
public enum RpmTag {
  /** Frames what a signature covers in the main header. */
  HEADER_IMMUTABLE(63),
  /** Frames the signature header. */
  HEADER_SIGNATURES(62),
  /** Package name. */
  NAME(1000),
  /** Version. */
  VERSION(1001),
  /** Release. */
  RELEASE(1002),
  /** Epoch; absent means 0. */
  EPOCH(1003),
  /** One line of description. */
  SUMMARY(1004),
  /** The whole description. */
  DESCRIPTION(1005),
  /** Seconds since 1970. */
  BUILD_TIME(1006),
  /** The machine that built the package. */
  BUILD_HOST(1007),
  /** Bytes of all files when installed, unsigned 32 bits. */
  SIZE(1009),
  /** Who distributes the package. */
  VENDOR(1011),
  /** Licence expression. */
  LICENSE(1014),
  /** Who built the package. */
  PACKAGER(1015),
  /** What kind of program it is. */
  GROUP(1016),
  /** Home page. */
  URL(1020),
  /** Architecture. */
  ARCH(1022),
  /** Script that runs before its files are there. */
  PRE_IN(1023),
  /** Script that runs when its files are there. */
  POST_IN(1024),
  /** Whole paths, in packages older than rpm 4. */
  OLD_FILE_NAMES(1027),
  /** File sizes, unsigned 32 bits. */
  FILE_SIZES(1028),
  /** File types and modes. */
  FILE_MODES(1030),
  /** Device numbers of device nodes. */
  FILE_RDEVS(1033),
  /** When files were last changed, seconds since 1970. */
  FILE_MTIMES(1034),
  /** File digests, in hexadecimal; empty for what is no regular file. */
  FILE_DIGESTS(1035),
  /** Targets of symbolic links. */
  FILE_LINKTOS(1036),
  /** Config, ghost, documentation … */
  FILE_FLAGS(1037),
  /** Owners. */
  FILE_USER_NAMES(1039),
  /** Groups. */
  FILE_GROUP_NAMES(1040),
  /** Name of the source package; absent in a source package. */
  SOURCE_RPM(1044),
  /** Bytes of the payload, decompressed; newer packages have it in the signature header. */
  ARCHIVE_SIZE(1046),
  /** What the package provides: names. */
  PROVIDE_NAMES(1047),
  /** What it requires: relations. */
  REQUIRE_FLAGS(1048),
  /** What it requires: names. */
  REQUIRE_NAMES(1049),
  /** What it requires: EVRs. */
  REQUIRE_VERSIONS(1050),
  /** What it conflicts with: relations. */
  CONFLICT_FLAGS(1053),
  /** What it conflicts with: names. */
  CONFLICT_NAMES(1054),
  /** What it conflicts with: EVRs. */
  CONFLICT_VERSIONS(1055),
  /** Of a source package: architectures that it is not for. */
  EXCLUDE_ARCH(1059),
  /** Of a source package: the only architectures that it is for. */
  EXCLUSIVE_ARCH(1061),
  /** Changes, the newest first: seconds since 1970. */
  CHANGELOG_TIMES(1080),
  /** Changes: who made them. */
  CHANGELOG_NAMES(1081),
  /** Changes: what they are. */
  CHANGELOG_TEXTS(1082),
  /** Scripts that run when others come: names of the others. */
  TRIGGER_NAMES(1066),
  /** Interpreter of {@link #PRE_IN}; there without a script, too. */
  PRE_IN_PROGRAM(1085),
  /** Interpreter of {@link #POST_IN}; there without a script, too: {@code /sbin/ldconfig}. */
  POST_IN_PROGRAM(1086),
  /** What it replaces: names. */
  OBSOLETE_NAMES(1090),
  /** Devices of files, to find hard links. */
  FILE_DEVICES(1095),
  /** Inodes of files, to find hard links. */
  FILE_INODES(1096),
  /** Present in a source package. */
  SOURCE_PACKAGE(1106),
  /** What it provides: relations. */
  PROVIDE_FLAGS(1112),
  /** What it provides: EVRs. */
  PROVIDE_VERSIONS(1113),
  /** What it replaces: relations. */
  OBSOLETE_FLAGS(1114),
  /** What it replaces: EVRs. */
  OBSOLETE_VERSIONS(1115),
  /** For each file, which of {@link #DIR_NAMES}. */
  DIR_INDEXES(1116),
  /** Last segments of paths. */
  BASE_NAMES(1117),
  /** Directories, with a slash at the end. */
  DIR_NAMES(1118),
  /** {@code cpio}. */
  PAYLOAD_FORMAT(1124),
  /** How the payload is said to be compressed; not relied on. */
  PAYLOAD_COMPRESSOR(1125),
  /** Weak requirement of SUSE's rpm 4.4: names. */
  OLD_SUGGEST_NAMES(1156),
  /** Weak requirement of SUSE's rpm 4.4: EVRs. */
  OLD_SUGGEST_VERSIONS(1157),
  /** Weak requirement of SUSE's rpm 4.4: relations. */
  OLD_SUGGEST_FLAGS(1158),
  /** Reverse weak requirement of SUSE's rpm 4.4: names. */
  OLD_ENHANCE_NAMES(1159),
  /** Reverse weak requirement of SUSE's rpm 4.4: EVRs. */
  OLD_ENHANCE_VERSIONS(1160),
  /** Reverse weak requirement of SUSE's rpm 4.4: relations. */
  OLD_ENHANCE_FLAGS(1161),
  /** Script that runs before all packages. */
  PRE_TRANS(1151),
  /** Script that runs after all packages. */
  POST_TRANS(1152),
  /** Interpreter of {@link #PRE_TRANS}; there without a script, too. */
  PRE_TRANS_PROGRAM(1153),
  /** Interpreter of {@link #POST_TRANS}; there without a script, too. */
  POST_TRANS_PROGRAM(1154),
  /** File sizes, 64 bits; instead of {@link #FILE_SIZES} where a file is larger than 4 GiB. */
  LONG_FILE_SIZES(5008),
  /** Bytes of all files when installed, 64 bits; instead of {@link #SIZE}. */
  LONG_SIZE(5009),
  /** File capabilities as text. */
  FILE_CAPS(5010),
  /** OpenPGP number of the algorithm of {@link #FILE_DIGESTS}; absent means MD5. */
  FILE_DIGEST_ALGO(5011),
  /** Weak requirement: names. */
  RECOMMEND_NAMES(5046),
  /** Weak requirement: EVRs. */
  RECOMMEND_VERSIONS(5047),
  /** Weak requirement: relations. */
  RECOMMEND_FLAGS(5048),
  /** Weaker requirement: names. */
  SUGGEST_NAMES(5049),
  /** Weaker requirement: EVRs. */
  SUGGEST_VERSIONS(5050),
  /** Weaker requirement: relations. */
  SUGGEST_FLAGS(5051),
  /** Reverse weak requirement: names. */
  SUPPLEMENT_NAMES(5052),
  /** Reverse weak requirement: EVRs. */
  SUPPLEMENT_VERSIONS(5053),
  /** Reverse weak requirement: relations. */
  SUPPLEMENT_FLAGS(5054),
  /** Reverse weaker requirement: names. */
  ENHANCE_NAMES(5055),
  /** Reverse weaker requirement: EVRs. */
  ENHANCE_VERSIONS(5056),
  /** Reverse weaker requirement: relations. */
  ENHANCE_FLAGS(5057),
  /** Scripts that run when files come: prefixes of paths. */
  FILE_TRIGGER_NAMES(5069),
  /** The same, after all packages. */
  TRANS_FILE_TRIGGER_NAMES(5079),
  /** Digest of the compressed payload, in hexadecimal. */
  PAYLOAD_DIGEST(5092),
  /** OpenPGP number of the algorithm of {@link #PAYLOAD_DIGEST}. */
  PAYLOAD_DIGEST_ALGO(5093),
  /** Bytes of the payload, decompressed (rpm 6). */
  PAYLOAD_SIZE_ALT(5113),

  /** Signature header: DSA signature of the main header. */
  SIG_DSA(267),
  /** Signature header: RSA (or EdDSA) signature of the main header. */
  SIG_RSA(268),
  /** Signature header: SHA-1 of the main header, in hexadecimal. */
  SIG_SHA1(269),
  /** Signature header: bytes of main header and payload, 64 bits. */
  SIG_LONG_SIZE(270),
  /** Signature header: bytes of the payload, decompressed, 64 bits. */
  SIG_LONG_ARCHIVE_SIZE(271),
  /** Signature header: SHA-256 of the main header, in hexadecimal. */
  SIG_SHA256(273),
  /** Signature header: OpenPGP signatures of the main header, in base64 (rpm 6). */
  SIG_OPENPGP(278),
  /** Signature header: bytes of main header and payload. */
  SIG_SIZE(1000),
  /** Signature header: RSA signature of main header and payload. */
  SIG_PGP(1002),
  /** Signature header: MD5 of main header and payload. */
  SIG_MD5(1004),
  /** Signature header: DSA signature of main header and payload. */
  SIG_GPG(1005),
  /** Signature header: bytes of the payload, decompressed. */
  SIG_PAYLOAD_SIZE(1007);

  private final int number;

  RpmTag(int number) {
    this.number = number;
  }

  /** The number in the file. */
  public int number() {
    return number;
  }
}
