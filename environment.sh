# The part that ./run and ./test share: a virtual environment in .venv that holds exactly what a lock file names.
# POSIX sh, sourced; expects $here, the folder of the clone.

python="$here/.venv/bin/python"

# The first Python >= 3.11 that really runs: a name on PATH may be a version manager's shim that fails.
find_python() {
    for candidate in python3.14 python3.13 python3.12 python3.11 python3 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
    echo "Korkwand needs Python 3.11 or newer, and none was found." >&2
    return 1
}

# make_environment LOCK: returns at once when LOCK is what was installed last.
make_environment() {
    stamp="$here/.venv/$1.stamp"
    wanted=$(cksum <"$here/$1")
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && "$python" -c '' 2>/dev/null; then
        return
    fi
    if ! "$python" -m pip --version >/dev/null 2>&1; then
        system_python=$(find_python) || return 1
        # The real path: a shim may choose another Python in another folder.
        system_python=$("$system_python" -c 'import sys; print(sys.executable)')
        if ! "$system_python" -c 'import ensurepip, venv' 2>/dev/null; then
            version=$("$system_python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
            echo "This Python ($system_python) cannot make virtual environments." >&2
            echo "On Debian and Ubuntu the package $version-venv brings what is missing: apt install $version-venv" >&2
            return 1
        fi
        echo "Making a virtual environment in .venv …"
        "$system_python" -m venv --clear "$here/.venv" || return 1
    fi
    echo "Installing the packages of $1 …"
    "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$here/$1" || return 1
    # The code runs from the clone: a path relative to site-packages, so that the folder can be moved.
    site_packages=$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    echo ../../../../backend >"$site_packages/korkwand.pth"
    echo "$wanted" >"$stamp"
}
