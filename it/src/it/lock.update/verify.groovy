import groovy.json.JsonSlurper

String log = new File(basedir, 'build.log').text
def lock = new JsonSlurper().parse(new File(basedir, 'diracos.lock.json'))
def diff = new JsonSlurper().parse(new File(basedir, 'target/diracos/lock-diff.json'))
String notes = new File(basedir, 'target/diracos/lock-diff.md').text

assert lock.packages*.name == ['extra']
assert diff.changes.collect { [it.kind, it.name] } ==
    [['added', 'extra'], ['removed', 'hello'], ['removed', 'libhello'], ['removed', 'sh']]
assert diff.before.packages == 3 && diff.after.packages == 1
assert notes.startsWith('## Packages: 3 -> 1, ')
assert notes.readLines().every { log.contains(it) }
