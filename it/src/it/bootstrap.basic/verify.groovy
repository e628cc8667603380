def repo = new File(basedir, 'repo')
['i386', 'i686', 'x86_64', 'aarch64', 'noarch', 'src', 'bootstrap', 'buildOnly'].each {
  assert new File(repo, it).isDirectory()
}
assert new File(repo, 'repodata/repomd.xml').text.contains('type="primary"')
assert new File(repo, 'x86_64').list().any { it.startsWith('hello-') } || new File(repo, 'noarch').list().any { it.startsWith('hello-') }
