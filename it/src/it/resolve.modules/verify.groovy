import groovy.json.JsonSlurper

def lock = new JsonSlurper().parse(new File(basedir, 'diracos.lock.json'))
assert lock.packages*.location == ['tool-2.0-1.noarch.rpm'] : 'the stream asked for, not the default'
assert new File(basedir, 'build.log').text.contains('module streams: tool:2')
