import groovy.json.JsonSlurper

String log = new File(basedir, 'build.log').text
assert log.contains('are up to date')
def summary = new JsonSlurper().parse(new File(basedir, 'target/diracos/rebuild.json'))
assert summary.builds*.name == ['greetings']
def lock = new JsonSlurper().parse(new File(basedir, 'diracos.lock.json'))
assert lock.packages.find { it.name == 'hello' }.repository == 'diracos'
assert lock.packages.find { it.name == 'libhello' }.repository == 'base'
