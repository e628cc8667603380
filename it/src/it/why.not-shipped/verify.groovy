import groovy.json.JsonSlurper

String log = new File(basedir, 'build.log').text

assert log.contains('glibc does not ship')
assert log.contains('cut at the boundary: libhello-1.0-1.x86_64 requires libc.so.6()(64bit)')
assert log.contains('extra does not ship')
assert log.contains('is hidden by exclude "extra" of repository base')
assert log.contains('no repository has anything of that name')
assert log.contains('DOS-WHY-01')
assert !new JsonSlurper().parse(new File(basedir, 'target/diracos/why.json')).ships
