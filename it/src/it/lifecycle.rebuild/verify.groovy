import groovy.json.JsonSlurper

List<String> runs = new File(basedir, 'build.log').text.split('Scanning for projects') as List
assert runs.size() == 3
assert !runs[1].contains('lists nothing to build')

// Built before it is resolved: what was built ships.
def summary = new JsonSlurper().parse(new File(basedir, 'target/diracos/rebuild.json'))
assert summary.builds*.name == ['greetings']
def lock = new JsonSlurper().parse(new File(basedir, 'diracos.lock.json'))
assert lock.packages.find { it.name == 'hello' }.repository == 'diracos'

assert runs[1].contains('write diracos-1.0.tar.gz')
assert !runs[2].contains('write diracos-1.0.tar.gz')
assert runs[2].contains('are up to date')
assert runs[2].contains('is up to date: nothing to do')
