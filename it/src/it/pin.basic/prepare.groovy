// The configuration names all kinds of places, so that the machine's own pip has no say.
// A simple index: per package a page with the file names and their sums.
def page = { String name, List<String> links ->
  File directory = new File(basedir, "simple/$name")
  directory.mkdirs()
  new File(directory, 'index.html').text = '<!DOCTYPE html><html><body>\n' + links.join('\n') + '\n</body></html>\n'
}
def link = { String file, String sum, String more = '' ->
  "<a href=\"../../files/$file#sha256=${sum * 64}\"$more>$file</a>"
}
page('alpha', [
  link('alpha-1.0-py3-none-any.whl', '1'),
  link('alpha-1.2.tar.gz', '2', ' data-requires-python="&gt;=3.7"'),
  link('alpha-1.2-py3-none-any.whl', '3', ' data-requires-python="&gt;=3.7"'),
  link('alpha-2.0rc1-py3-none-any.whl', '4'),
  link('alpha-1.3-py3-none-any.whl', '5', ' data-yanked="broken"')])
page('beta-pack', [
  link('beta_pack-1.9-py3-none-any.whl', '6'),
  link('beta_pack-1.10-py3-none-any.whl', '7'),
  link('beta_pack-1.11-py3-none-any.whl', '8')])
page('gamma', [link('gamma-0.1.tar.gz', '9'), link('gamma-0.2.tar.gz', 'a')])

new File(basedir, 'requirements.txt').text = '''\
# What the VO needs.

alpha>=1.0   # the client
Beta.Pack<=1.10 ; python_version >= "3"
gamma==0.1
git+https://example.org/delta.git#egg=delta
'''
return true
