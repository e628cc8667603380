package org.diracgrid.diracos.pipeline;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.diracgrid.diracos.progress.Progress;
import org.diracgrid.diracos.progress.Stage;
import org.diracgrid.diracos.progress.Unit;

/** A progress that remembers what it was told, and can break a run off. */
final class Recording implements Progress {

  final List<String> stages = new CopyOnWriteArrayList<>();
  final List<String> lines = new CopyOnWriteArrayList<>();
  final List<String> warnings = new CopyOnWriteArrayList<>();

  private final Consumer<String> onStage;

  Recording() {
    this(name -> {});
  }

  /** {@code onStage} is called at the start and at the end of each stage and may throw. */
  Recording(Consumer<String> onStage) {
    this.onStage = onStage;
  }

  /** Which of the stages with results were done, in their order. */
  List<String> work() {
    return stages.stream()
        .map(name -> name.startsWith("write ") ? "bundle" : name)
        .map(name -> name.equals("extract packages") ? "tree" : name)
        .filter(List.of("resolve", "tree", "bundle")::contains)
        .toList();
  }

  @Override
  public Stage stage(String name, long total, Unit unit) {
    stages.add(name);
    onStage.accept(name);
    return new Stage() {
      @Override
      public void advance(long units) {
        // Not looked at.
      }

      @Override
      public void remark(String text) {
        // Not looked at.
      }

      @Override
      public void close() {
        onStage.accept("end of " + name);
      }
    };
  }

  @Override
  public void info(String line) {
    lines.add(line);
  }

  @Override
  public void warn(String line) {
    warnings.add(line);
  }
}
