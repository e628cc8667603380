package org.diracgrid.diracos.bundle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diracgrid.diracos.problem.DiracosException;
import org.diracgrid.diracos.problem.Problem;

/**
 * File capabilities: from the text that a package gives to the extended attribute {@code
 * security.capability} that a tarball carries.
 *
 * <pre>
 * text   = clause { " " clause }
 * clause = [ names ] action { action }       names = "all" | name { "," name }
 * action = ( "=" | "+" | "-" ) { "e" | "i" | "p" }
 *
 * value  = magic permitted[0] inheritable[0] permitted[1] inheritable[1]    five le32, 20 bytes
 * magic  = 0x02000000 | effective                                           revision 2
 * </pre>
 *
 * See cap_from_text(3) and {@code struct vfs_cap_data} of linux/capability.h.
 */
final class FileCapability {

  /** In the order of their numbers in linux/capability.h. */
  private static final List<String> NAMES =
      List.of(
          "cap_chown",
          "cap_dac_override",
          "cap_dac_read_search",
          "cap_fowner",
          "cap_fsetid",
          "cap_kill",
          "cap_setgid",
          "cap_setuid",
          "cap_setpcap",
          "cap_linux_immutable",
          "cap_net_bind_service",
          "cap_net_broadcast",
          "cap_net_admin",
          "cap_net_raw",
          "cap_ipc_lock",
          "cap_ipc_owner",
          "cap_sys_module",
          "cap_sys_rawio",
          "cap_sys_chroot",
          "cap_sys_ptrace",
          "cap_sys_pacct",
          "cap_sys_admin",
          "cap_sys_boot",
          "cap_sys_nice",
          "cap_sys_resource",
          "cap_sys_time",
          "cap_sys_tty_config",
          "cap_mknod",
          "cap_lease",
          "cap_audit_write",
          "cap_audit_control",
          "cap_setfcap",
          "cap_mac_override",
          "cap_mac_admin",
          "cap_syslog",
          "cap_wake_alarm",
          "cap_block_suspend",
          "cap_audit_read",
          "cap_perfmon",
          "cap_bpf",
          "cap_checkpoint_restore");

  private static final int REVISION_2 = 0x02000000;
  private static final Pattern CLAUSE = Pattern.compile("([a-z_0-9,]*)((?:[=+-][eip]*)+)");
  private static final Pattern ACTION = Pattern.compile("([=+-])([eip]*)");

  private long effective;
  private long inheritable;
  private long permitted;

  private FileCapability() {}

  /**
   * The 20 bytes of the attribute.
   *
   * @param where the path that has them, for the message
   * @throws DiracosException if the text is not understood
   */
  static byte[] parse(String text, String where) {
    FileCapability set = new FileCapability();
    for (String clause : text.strip().split("\\s+", -1)) {
      if (!set.apply(clause.toLowerCase(Locale.ROOT))) {
        throw DiracosException.of(
            Problem.of(
                "DOS-BUNDLE-08",
                "the file capabilities '" + text + "' are not understood",
                where,
                "report the package: known are the names of linux/capability.h with =, + or -"
                    + " and e, i, p"));
      }
    }
    // A file has one bit for all: on execution the permitted set becomes effective, or does not.
    return ByteBuffer.allocate(20)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(REVISION_2 | (set.effective == 0 ? 0 : 1))
        .putInt((int) set.permitted)
        .putInt((int) set.inheritable)
        .putInt((int) (set.permitted >>> 32))
        .putInt((int) (set.inheritable >>> 32))
        .array();
  }

  private boolean apply(String clause) {
    Matcher parts = CLAUSE.matcher(clause);
    if (!parts.matches()) {
      return false;
    }
    long mask = mask(parts.group(1));
    if (mask == 0) {
      return false;
    }
    Matcher action = ACTION.matcher(parts.group(2));
    while (action.find()) {
      apply(mask, action.group(1), action.group(2));
    }
    return true;
  }

  private void apply(long mask, String operator, String flags) {
    if (operator.equals("=")) {
      effective &= ~mask;
      inheritable &= ~mask;
      permitted &= ~mask;
    }
    boolean on = !operator.equals("-");
    if (flags.contains("e")) {
      effective = on ? effective | mask : effective & ~mask;
    }
    if (flags.contains("i")) {
      inheritable = on ? inheritable | mask : inheritable & ~mask;
    }
    if (flags.contains("p")) {
      permitted = on ? permitted | mask : permitted & ~mask;
    }
  }

  /** The bits of a list of names; 0 if one is unknown. */
  private static long mask(String names) {
    if (names.isEmpty() || names.equals("all")) {
      return (1L << NAMES.size()) - 1;
    }
    long mask = 0;
    for (String name : names.split(",", -1)) {
      int bit = NAMES.indexOf(name);
      if (bit < 0) {
        return 0;
      }
      mask |= 1L << bit;
    }
    return mask;
  }
}
