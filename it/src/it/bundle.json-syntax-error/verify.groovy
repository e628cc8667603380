String log = new File(basedir, 'build.log').text

assert log =~ /DOS-CONFIG-\d\d/
assert log.contains('diracos.json:4')
assert !new File(basedir, 'target/diracos-1.0.tar.gz').exists()
assert !new File(basedir, 'target/diracos-1.0.md5').exists()
