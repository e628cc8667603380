package org.diracgrid.diracos.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogProgressTest {

  private final List<String> log = new ArrayList<>();
  private final List<String> terminal = new ArrayList<>();
  private final AtomicLong clock = new AtomicLong(17);

  private final LogProgress.Log sink =
      new LogProgress.Log() {
        @Override
        public void info(String line) {
          log.add(line);
        }

        @Override
        public void warn(String line) {
          log.add("WARN " + line);
        }
      };

  private final LogProgress progress = LogProgress.lines(sink, clock::get);

  private void after(double seconds) {
    clock.addAndGet((long) (seconds * 1e9));
  }

  @Test
  void stageSaysWhenItStartsAndWhatItTook() {
    try (Stage stage = progress.stage("fetch packages", 120, Unit.ITEMS)) {
      after(2);
      stage.advance(120);
      stage.remark("12 from the cache");
      after(1);
    }
    assertThat(log)
        .containsExactly(
            "fetch packages: 120 to do", "fetch packages: 120 in 3.0 s (40/s), 12 from the cache");
  }

  @Test
  void linesBetweenAreFiveSecondsApartAndSayWhatIsLeft() {
    Stage stage = progress.stage("write x", 100 << 20, Unit.BYTES);
    for (int i = 0; i < 11; i++) {
      after(1);
      stage.advance(5 << 20);
    }
    assertThat(log)
        .containsExactly(
            "write x: 100.0 MiB to do",
            "write x: 25.0 MiB of 100.0 MiB (25 %), 5.0 MiB/s, 15.0 s left",
            "write x: 50.0 MiB of 100.0 MiB (50 %), 5.0 MiB/s, 10.0 s left");
  }

  @Test
  void stagesThatOverlapShareTheFiveSeconds() {
    Stage one = progress.stage("one", 10, Unit.ITEMS);
    Stage two = progress.stage("two", -1, Unit.ITEMS);
    after(5);
    one.advance(5);
    two.advance(5);
    assertThat(log)
        .containsExactly("one: 10 to do", "two", "one: 5 of 10 (50 %), 1.0/s, 5.0 s left");
  }

  @Test
  void unknownTotalShowsNoShare() {
    Stage stage = progress.stage("scan", -1, Unit.ITEMS);
    after(6);
    stage.advance(60);
    stage.close();
    assertThat(log).containsExactly("scan", "scan: 60, 10/s", "scan: 60 in 6.0 s (10/s)");
  }

  @Test
  void stageThatWasCutShortSaysHowFarItGot() {
    Stage stage = progress.stage("fetch", 10, Unit.ITEMS);
    after(1);
    stage.advance(4);
    stage.close();
    assertThat(log).contains("fetch: 4 of 10 in 1.0 s (4.0/s)");
  }

  @Test
  void moreThanWasAnnouncedIsNoError() {
    Stage stage = progress.stage("fetch", 1, Unit.ITEMS);
    after(5);
    stage.advance(2);
    assertThat(log).contains("fetch: 2, 0.4/s");
  }

  @Test
  void closingTwiceSaysItOnce() {
    Stage stage = progress.stage("a", -1, Unit.ITEMS);
    stage.close();
    stage.close();
    stage.advance(1);
    assertThat(log).containsExactly("a", "a: 0.0 s");
  }

  @Test
  void summaryListsWhatEachStageTook() {
    try (Stage stage = progress.stage("resolve", -1, Unit.ITEMS)) {
      after(1);
      stage.advance(321);
    }
    try (Stage stage = progress.stage("write", 2048, Unit.BYTES)) {
      after(2);
      stage.advance(2048);
    }
    after(1);
    log.clear();
    progress.summary();
    assertThat(log)
        .containsExactly(
            "how long it took:",
            "  resolve         1.0 s   25 %  321",
            "  write           2.0 s   50 %  2.0 KiB",
            "  all             4.0 s  100 %");
  }

  @Test
  void summaryOfNothingIsSilent() {
    progress.summary();
    assertThat(log).isEmpty();
  }

  @Test
  void barIsWrittenOverAndWipedBeforeALine() {
    LogProgress live = LogProgress.live(sink, clock::get, terminal::add);
    Stage stage = live.stage("a", 4, Unit.ITEMS);
    after(0.05);
    stage.advance(1);
    after(0.95);
    stage.advance(1);
    live.warn("look");
    String bar = "[============            ] a: 2 of 4 (50 %), 2.0/s, 1.0 s left";
    assertThat(terminal).containsExactly("\r" + bar, "\r" + " ".repeat(bar.length()) + "\r");
    assertThat(log).containsExactly("a: 4 to do", "WARN look");
  }

  @Test
  void barCoversALongerOneBeforeIt() {
    LogProgress live = LogProgress.live(sink, clock::get, terminal::add);
    Stage longer = live.stage("a long name", -1, Unit.ITEMS);
    Stage shorter = live.stage("b", -1, Unit.ITEMS);
    after(1);
    longer.advance(1);
    after(1);
    shorter.advance(1);
    assertThat(terminal).containsExactly("\ra long name: 1, 1.0/s", "\rb: 1, 0.5/s          ");
  }

  @Test
  void threadsLoseNoCount() throws InterruptedException {
    Stage stage = progress.stage("a", 40_000, Unit.ITEMS);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    for (int i = 0; i < 4; i++) {
      pool.execute(
          () -> {
            for (int k = 0; k < 10_000; k++) {
              stage.advance(1);
            }
          });
    }
    pool.shutdown();
    assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    after(1);
    stage.close();
    assertThat(log).last().isEqualTo("a: 40000 in 1.0 s (40000/s)");
  }

  @Test
  void whereNobodyReadsOnlyWarningsAreWritten() {
    LogProgress quiet =
        LogProgress.lines(
            new LogProgress.Log() {
              @Override
              public boolean isRead() {
                return false;
              }

              @Override
              public void info(String line) {
                log.add(line);
              }

              @Override
              public void warn(String line) {
                log.add("WARN " + line);
              }
            },
            clock::get);
    assertThat(quiet.isRead()).isFalse();
    try (Stage stage = quiet.stage("fetch packages", 120, Unit.ITEMS)) {
      stage.advance(120);
    }
    quiet.warn("careful");
    quiet.summary();
    assertThat(log).containsExactly("WARN careful");
  }
}
