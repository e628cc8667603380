String log = new File(basedir, 'build.log').text

assert log =~ /DOS-RESOLVE-\d\d/
assert log.contains('libhelo')
assert log.contains('libhello') : 'the near name is offered'
assert !new File(basedir, 'diracos.lock.json').exists()
