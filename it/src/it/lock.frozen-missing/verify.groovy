String log = new File(basedir, 'build.log').text

assert log.contains('DOS-LOCK-02 there is no lock to take as it is')
assert !new File(basedir, 'diracos.lock.json').exists()
