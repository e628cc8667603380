String log = new File(basedir, 'build.log').text

assert log.contains('diracos.lock.json with 3 packages is taken as it is')
assert new File(basedir, 'target/diracos-1.0.tar.gz').exists()
assert !new File(basedir, 'target/diracos/closure.json').exists() : 'nothing was resolved anew'
