context.get('server').stop(0)
String log = new File(basedir, 'build.log').text

// The second bundle is made of what the first left in the cache.
assert log.split('Scanning for projects').length == 4
assert new File(basedir, 'target/diracos-1.0.tar.gz').exists()
