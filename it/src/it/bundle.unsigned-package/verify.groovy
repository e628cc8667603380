String log = new File(basedir, 'build.log').text

assert log.contains('DOS-SIGN-01 libhello-1.0-1.x86_64 of repository base is not signed')
assert log.contains('sign it, or set "gpgcheck" (packages) or "repo_gpgcheck" (metadata) of its repository to false')
assert !new File(basedir, 'target/diracos-1.0.tar.gz').exists()
assert !new File(basedir, 'target/diracos-1.0.md5').exists()
