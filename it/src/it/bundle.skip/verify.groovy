String log = new File(basedir, 'build.log').text

assert log.contains('skipped, since diracos.skip is set')
assert !new File(basedir, 'target').exists()
