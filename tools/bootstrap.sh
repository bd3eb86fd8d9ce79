#!/bin/sh
# Make .venv hold the packages of a hashed lock file. Idempotent; apt is asked only for what is missing.
# usage: tools/bootstrap.sh LOCKFILE [--browser]
#   ZHIQIAO_PYTHON   use this interpreter and no other to create .venv
set -eu
cd "$(dirname "$(readlink -f "$0")")/.."
. tools/refuse.sh

lock=$1
browser=${2:-}
python=.venv/bin/python
ready=.venv/.ready-$(basename "$lock")
wanted=$(sha256sum <"$lock" | cut -c1-32)

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
can_make_environments() { is_recent "$1" && "$1" -c 'import ensurepip, venv' 2>/dev/null; }
version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo '?'; }

environment_is_ready() {
  [ "$(cat "$ready" 2>/dev/null)" = "$wanted" ] && [ -x .venv/bin/zhiqiao ] && [ ! -e .venv/.installing ] && is_recent "$python"
}

# --- what the system has to offer ----------------------------------------------------------------------------------

find_python() {
  for candidate in ${ZHIQIAO_PYTHON:-python3 python3.11 python3.12 python3.13 python3.14 /usr/bin/python3}; do
    if command -v "$candidate" >/dev/null 2>&1 && can_make_environments "$candidate"; then
      echo "$candidate"
      return
    fi
  done
}

refuse_old_python() {
  refuse "需要 Python 3.11 或更新版本，而 $1 是 $(version_of "$1")；请安装新版本，或用 ZHIQIAO_PYTHON 指明其位置。" \
    "Python 3.11 or newer is needed, and $1 is $(version_of "$1"); install a newer one or point ZHIQIAO_PYTHON at it."
}

refuse_where_apt_would_not_help() {
  if [ -n "${ZHIQIAO_PYTHON:-}" ]; then
    command -v "$ZHIQIAO_PYTHON" >/dev/null 2>&1 || refuse \
      "ZHIQIAO_PYTHON 指向的 $ZHIQIAO_PYTHON 不存在或不能执行。" \
      "ZHIQIAO_PYTHON points at $ZHIQIAO_PYTHON, which does not exist or cannot be run."
    is_recent "$ZHIQIAO_PYTHON" || refuse_old_python "$ZHIQIAO_PYTHON"
    refuse "$ZHIQIAO_PYTHON 缺少 venv 或 ensurepip 模块，无法建立运行环境。" \
      "$ZHIQIAO_PYTHON lacks the modules venv and ensurepip, so no environment can be created with it."
  fi
  system=$(command -v /usr/bin/python3 || command -v python3 || true)
  command -v apt-get >/dev/null 2>&1 && [ "$system" != /usr/bin/python3 ] && return
  [ -z "$system" ] || is_recent "$system" || refuse_old_python "$system"
}

missing_packages() {
  [ -n "$needs_python" ] && echo python3 python3-venv ca-certificates
  if [ "$browser" = --browser ]; then
    command -v chromium >/dev/null 2>&1 || echo chromium
    fc-list 2>/dev/null | grep -q 'Noto Sans CJK' || echo fonts-noto-cjk fontconfig
    # Playwright carries its own Node, which links against libatomic
    PATH=$PATH:/sbin:/usr/sbin ldconfig -p | grep -q 'libatomic\.so\.1' || echo libatomic1
  fi
  return 0
}

install_packages() {
  command -v apt-get >/dev/null 2>&1 || refuse \
    "缺少系统软件包（$*），而这里没有 apt-get；请用本系统的方式安装后重试。" \
    "System packages are missing ($*) and there is no apt-get here; install them your system's way and try again."
  sudo=
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || refuse \
      "需要安装系统软件包（$*），请以 root 身份运行，或先安装 sudo。" \
      "System packages have to be installed ($*); run this as root, or install sudo first."
    sudo=sudo
  fi
  echo "正在安装系统软件包 / Installing system packages: $*" >&2
  log=$(mktemp)
  if ! { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
    refuse "系统软件包（$*）没有装上，多半是没有网络或没有权限；详情见 $log。" \
      "The system packages ($*) could not be installed, most likely for lack of network or rights; see $log."
  fi
  rm -f "$log"
}

# --- the environment -----------------------------------------------------------------------------------------------

create_environment() {
  chosen=$(find_python)
  [ -n "$chosen" ] || refuse_old_python "$(command -v python3 || echo python3)"
  if [ "$chosen" != python3 ] && command -v python3 >/dev/null 2>&1 && ! is_recent python3; then
    echo "python3 是 $(version_of python3)，太旧，改用 $chosen。/ python3 is $(version_of python3), too old; using $chosen." >&2
  fi
  rm -rf .venv
  "$chosen" -m venv .venv >/dev/null 2>&1 || refuse \
    "无法建立 Python 运行环境 .venv，请检查磁盘空间与权限。" \
    "The Python environment .venv could not be created; check disk space and rights."
}

# uv resolves nothing here: it downloads and unpacks about ten times faster than pip, which stands in where uv cannot run
fetch_packages() {
  pip="$python -m pip --disable-pip-version-check --no-input --quiet --retries 2"
  index=${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-$($python -m pip config get global.index-url 2>/dev/null || true)}}
  if $pip install --require-hashes -r tools/uv.lock.txt; then
    [ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
    UV_SYSTEM_CERTS=1 .venv/bin/uv --quiet pip install --python "$python" --require-hashes -r "$lock" && return
  fi
  $pip install --require-hashes -r "$lock"
}

# `zhiqiao` runs from this folder, wherever it is called from
put_command() {
  for place in .venv/lib/python3.*/site-packages; do
    [ "$(cat "$place/zhiqiao.pth" 2>/dev/null)" = "$PWD" ] || echo "$PWD" >"$place/zhiqiao.pth"
  done
  printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m webapp.cli "$@"\n' "$PWD" >.venv/bin/zhiqiao
  chmod +x .venv/bin/zhiqiao
}

refuse_failed_install() {
  if grep -qi 'no space left' "$1"; then
    refuse "磁盘空间不足，依赖没有装完；腾出空间后再运行一次即可。" \
      "The disk is full and the packages are not all installed; free some space and run this again."
  elif grep -qiE 'do not match the hashes|hash mismatch' "$1"; then
    refuse "下载的软件包与锁定文件中的校验值不符，已停止安装；详情见 $1。" \
      "A downloaded package does not have the checksum of the lock file, so nothing was installed; see $1."
  fi
  refuse "依赖没有装上，多半是没有网络；联网后再运行一次即可，详情见 $1。" \
    "The packages could not be installed, most likely for lack of network; connect and run this again, see $1."
}

# --- in this order -------------------------------------------------------------------------------------------------

[ -f "$lock" ] || refuse "找不到锁定文件 $lock，请重新获取代码。" "The lock file $lock is not there; fetch the code again."

needs_python=
environment_is_ready || is_recent "$python" || [ -n "$(find_python)" ] || needs_python=yes
[ -z "$needs_python" ] || refuse_where_apt_would_not_help
packages=$(missing_packages)
# shellcheck disable=SC2086 # a list of words
[ -z "$packages" ] || install_packages $packages

environment_is_ready && exit 0

: 2>/dev/null >.write-test || refuse \
  "本文件夹 $PWD 不可写，无法建立运行环境；请换一个可写的位置，或修正权限。" \
  "This folder, $PWD, cannot be written to, so no environment can be created; move it or mend its permissions."
rm -f .write-test

# two starts at the same time take turns
if command -v flock >/dev/null 2>&1; then
  exec 9<tools/bootstrap.sh
  flock 9
  ! environment_is_ready || exit 0
fi

echo "正在准备运行环境（仅第一次，约一分钟）/ Preparing the environment (the first time only, about a minute) ..." >&2
# an interpreter that is gone, or an installation that was cut off: start afresh
if [ -e .venv/.installing ] || ! can_make_environments "$python" || ! "$python" -c 'import pip' 2>/dev/null; then
  create_environment
fi
: >.venv/.installing
log=$(mktemp)
if ! fetch_packages >"$log" 2>&1; then
  rm -f .venv/.installing
  refuse_failed_install "$log"
fi
put_command
echo "$wanted" >"$ready"
rm -f "$log" .venv/.installing
