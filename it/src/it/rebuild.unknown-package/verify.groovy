String log = new File(basedir, 'build.log').text

assert log.contains('DOS-PLAN-03')
assert log.contains('fix ')
assert log.contains('did you mean greetings?')
