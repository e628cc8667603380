String log = new File(basedir, 'build.log').text

assert log.contains("DOS-RESOLVE-02 no package matches 'nowhere'")

assert log.contains('DOS-RESOLVE-01 nothing provides libnone.so.1()(64bit)')
assert log.contains('needed by middle-1.0-1.x86_64 (repo base)')
assert log =~ /diracos\.json:11:5 \(\/packages\/0\): top -> top-1\.0-1\.x86_64 -> middle -> middle-1/
assert log.contains('libnone-1.0-1.x86_64 (repo base) is hidden by exclude "libnone*"')
assert log.contains('take "libnone*" out of the "exclude" of repository base')

assert log =~ /DOS-RESOLVE-03 left-1\.0-1\.x86_64 conflicts with right-1\.0-1\.x86_64/
assert log =~ /drop one of the roots "left" \(diracos\.json:\d+:5 .*\), "right" \(diracos\.json:/
assert !log.contains('unrelated')
assert !new File(basedir, 'diracos.lock.json').exists()
