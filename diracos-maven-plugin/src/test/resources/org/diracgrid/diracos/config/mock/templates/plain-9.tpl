config_opts['releasever'] = '9'
config_opts['description'] = 'Plain {{ releasever }}'
config_opts['mirrored'] = config_opts['target_arch'] != 'i686'
config_opts['dnf_vars'] = { 'stream': '9-stream' }
config_opts['package_manager'] = '{% if releasever|int >= 40 %}dnf5{% else %}dnf{% endif %}'
config_opts['extra_chroot_dirs'] = [ '/run/lock', ]
config_opts['bootstrap_image_ready'] = int(config_opts['releasever']) >= 41

if config_opts['mirrored']:
    config_opts['releasever'] = 'never read'

config_opts['dnf.conf'] = """
[main]
gpgcheck=1
best=1
excludepkgs=*.i586
user_agent={{ user_agent }}
module_platform_id=platform:el{{ releasever }}

{%- macro keys() -%}
file:///nothing
{%- endmacro %}

[baseos]
name=Plain $releasever - BaseOS
{% if mirrored %}
metalink=https://mirrors.example.org/metalink?repo=baseos-$stream&arch=$basearch
{% else %}
baseurl=https://koji.example.org/$stream/{{ repo_arch }}/
{% endif %}
gpgkey=file:///usr/share/distribution-gpg-keys/A, file:///usr/share/distribution-gpg-keys/B
enabled=1

{% if target_arch in ['x86_64', 'ppc64le'] and not never_set %}
[crb]
mirrorlist=https://mirrors.example.org/metalink?repo=crb-${releasever}&arch=$basearch
includepkgs=a b,c
gpgcheck = no
{% elif target_arch == 'i686' %}
[legacy]
baseurl=https://legacy.example.org/
gpgcheck=0
{% endif %}
{{ keys() }}
"""
config_opts['dnf.conf'] += """
[own]
baseurl=/home/own
gpgcheck=0
cost=500
"""
