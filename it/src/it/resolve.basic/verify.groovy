import groovy.json.JsonSlurper

def lock = new JsonSlurper().parse(new File(basedir, 'diracos.lock.json'))
assert lock.packages*.name == ['hello', 'libhello', 'sh']
assert lock.packages.every { it.repository == 'base' && it.arch && it.location && it.size > 0 }
assert lock.packages.every { it.checksum ==~ /sha256:[0-9a-f]{64}/ }
assert !new File(basedir, 'target/diracos/tree').exists()
