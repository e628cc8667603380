"""Builds a wheel in a buildroot, from what lies beside this file; the same bytes each time.

usage: wheel.py VERSION SOABI ARCHIVE

Status 91: this Python is another than VERSION or SOABI say; 92: it has no headers; 93: there is no compiler.
"""

import itertools
import os
import runpy
import shutil
import sys
import sysconfig
import tempfile

NOT_THIS_PYTHON, NO_HEADERS, NO_COMPILER = 91, 92, 93


def main():
    version, soabi, archive = sys.argv[1:]
    here = ["%d.%d" % sys.version_info[:2], str(sysconfig.get_config_var("SOABI"))]
    if here != [version, soabi]:
        print("Python", *here, "in the buildroot, Python", version, soabi, "in the bundle")
        return NOT_THIS_PYTHON
    include = sysconfig.get_path("include")
    if not os.path.isfile(os.path.join(include, "Python.h")):
        print("no Python.h in", include)
        return NO_HEADERS
    if not any(shutil.which(name) for name in ("cc", "gcc", "clang")):
        print("no cc, gcc or clang in", os.environ["PATH"])
        return NO_COMPILER
    # Names of pip's temporary directories are found in what compilers write.
    tempfile._name_sequence = ("%08d" % number for number in itertools.count())
    sys.argv = ["pip", "--isolated", "--disable-pip-version-check", "--no-cache-dir", "wheel", "--no-index",
                "--find-links", "links", "--no-deps", "--use-pep517", "-v", "-w", "result", archive]
    runpy.run_module("pip", run_name="__main__", alter_sys=True)
    return 0


sys.exit(main())
