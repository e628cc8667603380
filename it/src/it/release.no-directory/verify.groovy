String log = new File(basedir, 'build.log').text
assert log.contains('DOS-PUBLISH-07 there is no release directory')
assert log.contains('-Ddiracos.releaseDirectory')
assert !new File(basedir, 'target').exists()
