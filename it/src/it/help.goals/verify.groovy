String log = new File(basedir, 'build.log').text

for (String goal : ['diracos:resolve', 'diracos:relocate', 'diracos:bundle', 'diracos:help']) {
  assert log.contains(goal)
}
