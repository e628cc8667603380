String log = new File(basedir, 'build.log').text
def sum = { String digit -> '    --hash=sha256:' + digit * 64 }

assert new File(basedir, 'requirements.txt').text == """\
# What the VO needs.

alpha==1.2 \\
${sum('2')} \\
${sum('3')}   # the client
Beta.Pack==1.10 ; python_version >= "3" \\
${sum('7')}
gamma==0.1 \\
${sum('9')}
git+https://example.org/delta.git#egg=delta
"""

// Shown, not written.
assert !new File(basedir, 'shown.txt').exists()
assert log.contains('-alpha>=1.0   # the client')
assert log.contains('+alpha==1.2 \\')
// A Python that the newest is not for.
assert new File(basedir, 'old.txt').text.contains('alpha==1.0 \\')
// A second time nothing is left to do.
assert log.contains('all requirements are pinned')
assert log.contains('requirements.txt:6 is kept, but not pinned')
