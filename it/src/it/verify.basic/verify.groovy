import groovy.json.JsonSlurper
import groovy.xml.XmlSlurper

String log = new File(basedir, 'build.log').text
File reports = new File(basedir, 'target/diracos/verify')
def report = new JsonSlurper().parse(new File(reports, 'verify.json'))
assert report.passed
assert report.subject == 'target/diracos-1.0.tar.gz'
assert report.checks.find { it.check == 'conflict' }.skipped
assert log.contains('checks of target/diracos/tree')
assert log.contains('checks of target/diracos-1.0.tar.gz')
assert new XmlSlurper().parse(new File(reports, 'TEST-diracos.verify.xml')).@failures == '0'
assert new File(reports, 'verify.txt').readLines()[0] == 'checks of target/diracos-1.0.tar.gz'
assert !new File(reports, 'unpacked').exists()
