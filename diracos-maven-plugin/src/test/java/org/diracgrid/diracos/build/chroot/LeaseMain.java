package org.diracgrid.diracos.build.chroot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** Locks a file, says so, and waits to be killed. */
final class LeaseMain {

  private LeaseMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
      channel.lock();
      System.out.print("+");
      System.out.flush();
      TimeUnit.MINUTES.sleep(1);
    }
  }
}
