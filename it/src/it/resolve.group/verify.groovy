import groovy.json.JsonSlurper

def lock = new JsonSlurper().parse(new File(basedir, 'diracos.lock.json'))
assert lock.packages*.name == ['extra', 'hello', 'libhello', 'sh', 'tool']
assert new File(basedir, 'build.log').text.contains("no package 'gone', which group @tools lists")
