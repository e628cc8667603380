package org.diracgrid.diracos.build.chroot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Bubblewrap, of version 0.4 or later.
 *
 * @param program the file {@code bwrap}
 * @param ownProcesses whether the sandbox has processes of its own. Where a container keeps {@code
 *     /proc} from being mounted it sees those of the host
 */
record BubblewrapEntrance(Path program, boolean ownProcesses) implements Entrance {

  @Override
  public List<String> enter(Sandbox sandbox, List<String> inside) {
    String uid = Integer.toString(sandbox.uid());
    List<String> words = new ArrayList<>();
    words.add(program.toString());
    words.addAll(List.of("--die-with-parent", "--unshare-user", "--uid", uid, "--gid", uid));
    words.addAll(List.of("--unshare-ipc", "--unshare-net", "--unshare-uts"));
    words.addAll(List.of("--hostname", sandbox.hostName(), "--cap-drop", "ALL"));
    words.addAll(
        List.of(sandbox.writable() ? "--bind" : "--ro-bind", sandbox.root().toString(), "/"));
    words.addAll(List.of("--dev", "/dev"));
    if (ownProcesses) {
      words.addAll(List.of("--unshare-pid", "--proc", "/proc"));
    } else {
      words.addAll(List.of("--ro-bind", "/proc", "/proc"));
    }
    for (Sandbox.Bind bind : sandbox.binds()) {
      words.add(bind.writable() ? "--bind" : "--ro-bind");
      words.add(bind.directory().toString());
      words.add(bind.place());
    }
    words.addAll(List.of("--chdir", Inside.HOME, "--"));
    words.addAll(inside);
    return words;
  }

  @Override
  public String toString() {
    return "bubblewrap" + (ownProcesses ? "" : " with the host's /proc");
  }
}
