#!/bin/sh
# Tries what the README says of a fresh Debian, in a root that debootstrap made. Needs root, and `make dist` first:
#   debootstrap --variant=minbase bookworm FOLDER && release/fresh_debian.sh FOLDER [WHEELS]
# With a folder WHEELS, which `pip download` filled, pip asks no registry in there.
set -eu
root=$1
cd "$(dirname "$0")/.."
mkdir -p "$root/srv"
rm -rf "$root/srv/trial" && mkdir "$root/srv/trial"
git clone --quiet --no-hardlinks . "$root/srv/trial/hmic"
cp dist/* "$root/srv/trial/"
pip_from=""
if [ -n "${2:-}" ]; then
    cp -r "$2" "$root/srv/trial/wheels"
    pip_from="PIP_NO_INDEX=1 PIP_FIND_LINKS=/srv/trial/wheels"
fi
chroot "$root" /usr/bin/env -i HOME=/srv/trial LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    $pip_from https_proxy="${https_proxy:-}" http_proxy="${http_proxy:-}" sh -eux <<'TRIAL'
unset $(env | sed -n 's/=$//p')
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get purge -y -qq 'python3*-venv' pipx > /dev/null 2>&1 || true
apt-get install -y -qq --no-install-recommends python3 git make > /dev/null
cd ~
if (cd hmic; make demo) > early.txt 2>&1; then exit 1; fi
grep "sudo apt install python3-venv" early.txt
apt-get install -y -qq --no-install-recommends python3-venv pipx > /dev/null
pipx install "$(ls "$HOME"/hmic-*.whl)[board,sheets]"
.local/bin/hmic --version
.local/bin/hmic init demo --example
(cd demo; ../.local/bin/hmic load -q -f table; ../.local/bin/hmic board --since 2026-01-01 -o papers)
python3 hmic.pyz --version
(cd demo; python3 ../hmic.pyz overdue --as-at 2015-04-01)
(cd hmic; make demo > /dev/null; .venv/bin/hmic --version)
TRIAL
echo "a fresh Debian is enough"
