package org.diracgrid.diracos.progress;

enum SilentProgress implements Progress, Stage {
  INSTANCE;

  @Override
  public Stage stage(String name, long total, Unit unit) {
    return this;
  }

  @Override
  public boolean isRead() {
    return false;
  }

  @Override
  public void info(String line) {
    // Silent by contract.
  }

  @Override
  public void warn(String line) {
    // Silent by contract.
  }

  @Override
  public void advance(long units) {
    // Silent by contract.
  }

  @Override
  public void remark(String text) {
    // Silent by contract.
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
