// What a project has there: with CR LF, and without an end of the last line.
File releases = new File(basedir, 'releases')
releases.mkdirs()
new File(releases, 'releases.cfg').text = '''\
# kept
DefaultModules = DIRAC

Sources
{
  DIRAC = https://example.org/DIRAC.git
}

Releases
{
  # the first
  v8r0
  {
    Modules = DIRAC:v8r0
    Modules += Web:v5r0
    DIRACOS = 0.9
  }
}'''.replace('\n', '\r\n')
return true
