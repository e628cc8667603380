String log = new File(basedir, 'build.log').text

for (String goal : ['diracos:resolve', 'diracos:relocate', 'diracos:bundle', 'diracos:verify', 'diracos:why', 'diracos:tree', 'diracos:pin', 'diracos:help']) {
  assert log.contains(goal)
}
