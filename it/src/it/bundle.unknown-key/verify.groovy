String log = new File(basedir, 'build.log').text

// All problems at once, each with its line and the nearest known key.
assert log.contains('packges')
assert log =~ /diracos\.json:4\b/
assert log.contains('packages')
assert log.contains('bundel')
assert log =~ /diracos\.json:5\b/
assert !new File(basedir, 'target/diracos-1.0.tar.gz').exists()
assert !new File(basedir, 'target/diracos-1.0.md5').exists()
