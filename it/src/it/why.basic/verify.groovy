import groovy.json.JsonSlurper

String log = new File(basedir, 'build.log').text

assert log.count('libhello-1.0-1.x86_64, for libhello.so.1()(64bit)') == 3
assert log.count('"packages": hello') == 3
assert log.count('with it would go 1 package, ') == 3
assert log.count('of 6 packages ship') <= 1 : 'resolved once'

def why = new JsonSlurper().parse(new File(basedir, 'target/diracos/why.json'))
assert why.asked == 'libhello.so.1()(64bit)' && why.ships
assert why.packages.size() == 1
assert why.packages[0].chains[0].root == 'hello'
assert why.packages[0].chains[0].steps*.package == ['hello-1.0-1.x86_64', 'libhello-1.0-1.x86_64']
assert why.packages[0].only.packages == ['libhello-1.0-1.x86_64']
