String log = new File(basedir, 'build.log').text

assert log =~ /DOS-[A-Z]+-\d\d/
assert log.contains('hello-1.0-1.x86_64')
assert log.toLowerCase().contains('sha256')
assert !new File(basedir, 'target/diracos-1.0.tar.gz').exists()
assert !new File(basedir, 'target/diracos-1.0.md5').exists()
