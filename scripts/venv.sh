#!/bin/sh
# Make a virtual environment with the first Python here that is new enough: sh scripts/venv.sh .venv
# $PYTHON, where set, is the only one that is tried. Where that Python has PyTorch, as in an environment of
# conda's, a container or another virtual environment that is active, the new one takes it from there.
set -u
old= bare=

for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    # A name may be there and not work: pyenv has one for each version, chosen or not.
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        old="$old $python is $version."
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        bare=$version # Debian and Ubuntu keep these two modules in a package of their own
    else
        echo "Making $1 with Python $version ..."
        "$python" -m venv --clear "$1" || exit 1
        exec "$python" "$(dirname "$0")/torch_here.py" --lend "$1"
    fi
done

if [ -n "$bare" ]; then
    echo "Python $bare is here, but without the venv module, which Netsketch needs to install its" \
        "packages. On Debian and Ubuntu: apt install python$bare-venv. Then try again." >&2
elif [ -n "$old" ]; then
    echo "Netsketch needs Python 3.11 or newer, but here$old Install a newer one, or name it:" \
        "make PYTHON=/path/to/python3." >&2
else
    echo "Netsketch needs Python 3.11 or newer, but ${PYTHON:-no Python here} does not start." \
        "Install one, or name it: make PYTHON=/path/to/python3." >&2
fi
exit 1
