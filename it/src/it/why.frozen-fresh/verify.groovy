import groovy.json.JsonSlurper

String log = new File(basedir, 'build.log').text

assert log =~ /\[INFO\] "packages": hello/
assert log =~ /3 packages, .* installed/
assert log.count('with it would go 1 package, ') == 1

def why = new JsonSlurper().parse(new File(basedir, 'target/diracos/why.json'))
assert why.asked == 'libhello' && why.ships
assert why.packages[0].chains[0].steps*.package == ['hello-1.0-1.x86_64', 'libhello-1.0-1.x86_64']
assert new File(basedir, 'target/diracos/closure.json').exists() : 'the reasons were found anew'

def lock = new JsonSlurper().parse(new File(basedir, 'diracos.lock.json'))
assert lock.packages*.name == ['hello', 'libhello', 'sh'] : 'the lock is as it was'
assert !new File(basedir, 'target/diracos-1.0.tar.gz').exists()
