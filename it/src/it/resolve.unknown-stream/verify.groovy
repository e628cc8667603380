String log = new File(basedir, 'build.log').text

assert log.contains("DOS-MODULE-01 module 'tool' has no stream '3'")
assert log.contains('its streams are 1, 2; 1 is the default')
assert !new File(basedir, 'diracos.lock.json').exists()
