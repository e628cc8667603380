import groovy.json.JsonSlurper

String log = new File(basedir, 'build.log').text

assert log.contains('DOS-LOCK-03 the frozen lock does not hold')
assert log.contains('the configuration is not the one that it answers')
assert log =~ /### Added \(1, \+[^)]+\)/
assert log =~ /- `extra` 1:2\.0-1 \(noarch\), /
assert log =~ /### Removed \(3, -[^)]+\)/
assert log.contains('-Ddiracos.lock=update')

def lock = new JsonSlurper().parse(new File(basedir, 'diracos.lock.json'))
assert lock.packages*.name == ['hello', 'libhello', 'sh'] : 'the lock is as it was'
assert !new File(basedir, 'target/diracos-1.0.tar.gz').exists()
assert !new File(basedir, 'target/diracos/lock-diff.json').exists()
