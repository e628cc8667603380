import groovy.json.JsonSlurper

String log = new File(basedir, 'build.log').text
assert log =~ /greetings +cached/
assert new JsonSlurper().parse(new File(basedir, 'target/diracos/build-plan.json'))
assert !new File(basedir, 'repo').exists()
