String log = new File(basedir, 'build.log').text

assert log.contains("DOS-GROUP-01 there is no group or environment '@tolls'")
assert log.contains('did you mean @tools') : 'the near name is offered'
assert !new File(basedir, 'diracos.lock.json').exists()
