String log = new File(basedir, 'build.log').text

assert log =~ /DOS-[A-Z]+-\d\d/
assert log.contains('repomd.xml')
assert log.contains('/none')
assert !new File(basedir, 'target/diracos-1.0.tar.gz').exists()
assert !new File(basedir, 'target/diracos-1.0.md5').exists()
