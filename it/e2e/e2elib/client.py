"""A client that installs by the rules of docs/release.md, to hold what is published against."""

import hashlib
import re
import subprocess
import urllib.request

from .harness import check, same


class Refused(Exception):
    """The client does not install this."""


def read_cfg(text):
    """Every value by the path of its key; what follows the last line feed is not read."""
    values, path, name = {}, [], ""
    for line in (one.strip() for one in text.split("\n")[:-1]):
        if not line or line.startswith("#"):
            continue
        if "+=" in line:
            key, value = (word.strip() for word in line.split("+=", 1))
            key = "/".join([*path, key])
            values[key] = ", ".join([values[key], value] if key in values else [value])
        elif "=" in line:
            key, value = (word.strip() for word in line.split("=", 1))
            values["/".join([*path, key])] = value
        elif "{" in line:
            path.append((name + line.split("{")[0]).strip())
            name = ""
        elif line == "}":
            path.pop()
        else:
            name += line
    return values


class Client:
    """Knows the defaults files of projects, as the global defaults of an installation name them."""

    def __init__(self, defaults):
        self.projects = {name: read_cfg(self._text(address)) for name, address in defaults.items()}

    @staticmethod
    def _bytes(address):
        with urllib.request.urlopen(address) as stream:
            return stream.read()

    def _text(self, address):
        return self._bytes(address).decode("utf-8", "ignore")

    def release(self, project, name):
        """The values of a release's own file, which has to be whole."""
        if project not in self.projects:
            raise Refused(f"nothing says where the releases of {project} are")
        address = f"{self.projects[project]['BaseURL']}/release-{project}-{name}.cfg"
        text = self._text(address)
        if self._text(address[:-4] + ".md5").strip() != hashlib.md5(text.encode()).hexdigest():
            raise Refused(f"{address} is not what its digest says")
        return read_cfg(text)

    def install(self, project, name, target):
        """Installs a release below a directory; gives the file name of the tarball."""
        values, base = self.release(project, name), name
        wanted = values.get(f"Releases/{name}/DIRACOS", "")
        if project != "DIRAC":
            depends = dict(one.strip().partition(":")[::2] for one in values.get(f"Releases/{name}/Depends", "").split(","))
            if "DIRAC" not in depends:
                raise Refused(f"{project} {name} depends on no release of DIRAC")
            base = depends["DIRAC"] or name
            wanted = wanted or self.release("DIRAC", base).get(f"Releases/{base}/DIRACOS", "")
            self.release("DIRAC", base)
        if not base[1:] or base[1] in "0123456":
            raise Refused(f"DIRAC {base} is taken for a release without DIRACOS")
        extension, _, version = wanted.rpartition(":")
        if not version or ":" in extension:
            raise Refused(f"{wanted!r} names no tarball")
        # That of an extension is asked for in its own project first; a base comes from DIRAC alone.
        places = [project, "DIRAC"] if extension else ["DIRAC"]
        place = next(self.projects[one]["DIRACOS"] for one in places if "DIRACOS" in self.projects[one])
        stem = f"{extension}diracos-{version}"
        content = self._bytes(f"{place}/{stem}.tar.gz")
        if self._text(f"{place}/{stem}.md5").strip() != hashlib.md5(content).hexdigest():
            raise Refused(f"{stem}.tar.gz is not what its digest says")
        target.mkdir(parents=True)
        local = target / f"{stem}.tar.gz"
        local.write_bytes(content)
        subprocess.run(["tar", "xzf", local, "-C", target], check=True)
        local.unlink()
        same(["diracos"], [one.name for one in target.iterdir()], f"what {stem}.tar.gz unpacks to")
        return local.name


def said(target, command):
    """What a shell says that has sourced the lines of the client's bashrc, with nothing of this environment."""
    words = (f'[ -z "$DIRAC" ] && export DIRAC="{target}"\n[ -z "$DIRACOS" ] && export DIRACOS="$DIRAC/diracos"\n'
             f'. "$DIRACOS/diracosrc"\n{command}\n')
    done = subprocess.run(["env", "-i", "PATH=/usr/bin:/bin", "HOME=/nonexistent", "bash", "-c", words], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    check(done.returncode == 0, lambda: f"{command} in {target}:\n{done.stdout}")
    return done.stdout.strip()


def conforms(directory):
    """Checks the forms of all files of a release directory: flat, and digests as clients compare them."""
    names = {file.name for file in directory.iterdir() if not file.name.startswith(".")}
    for file in sorted(directory.iterdir()):
        check(file.is_file(), f"{file.name} is no file: a release directory is flat")
        if file.suffix == ".md5":
            check(re.fullmatch(r"[0-9a-f]{32}", file.read_text()), f"{file.name} is no bare digest: {file.read_text()!r}")
            of = [name for name in (f"{file.stem}.tar.gz", f"{file.stem}.cfg") if name in names]
            same(1, len(of), f"files that {file.name} is of")
            same(file.read_text(), hashlib.md5((directory / of[0]).read_bytes()).hexdigest(), f"digest of {of[0]}")
        elif file.suffix == ".cfg":
            check(file.read_bytes().isascii() and file.read_bytes().endswith(b"\n"), f"{file.name} is garbled for clients")
    for name in names:
        stem = name.removesuffix(".tar.gz")
        check(stem == name or f"{stem}.md5" in names, f"{name} has no digest")
