String log = new File(basedir, 'build.log').text

assert log =~ /DOS-RESOLVE-\d\d nothing provides libnone\.so\.1\(\)\(64bit\)/
assert log.contains('middle-1.0-1.x86_64')
assert log.contains('top')
assert !new File(basedir, 'diracos.lock.json').exists()
