String log = new File(basedir, 'build.log').text

assert log.contains('diracos.lock.json with 3 packages is up to date')
assert new File(basedir, 'target/diracos-1.0.tar.gz').exists()
