# shellcheck shell=bash
# What minato needs from Debian 12, in groups. Sourced by ./run, ./test and ./dev.

BUILD_PACKAGES=(g++ cmake ninja-build ccache mold pkg-config python3 git ca-certificates
  clang-19 bpftool libbpf-dev libxdp-dev
  libexpected-dev libfmt-dev libspdlog-dev libutf8proc-dev libcli11-dev
  libboost1.81-dev libboost-json1.81-dev
  libmnl-dev libnftables-dev libcap-ng-dev libseccomp-dev libsystemd-dev libpcap-dev
  libncurses-dev libssl-dev zlib1g-dev liblzma-dev libzstd-dev libbz2-dev liblz4-dev libpcre2-dev libtomlplusplus-dev libpugixml-dev scdoc)

TEST_PACKAGES=(libgtest-dev libgmock-dev libbenchmark-dev clang-format-19 clang-tidy-19
  libclang-rt-19-dev gcovr python3-jsonschema man-db ndiff python3-libnmap libxml2-utils
  openssh-client nftables iptables iproute2 libcap2-bin nmap masscan zmap procps lsof net-tools tmux librsvg2-bin fonts-noto-cjk fonts-dejavu-core tshark tcpdump
  gzip xz-utils zstd bzip2 lz4)

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# install_missing PACKAGE...: asks apt only for what dpkg does not know as installed.
install_missing() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    echo "minato: these packages are missing and neither root nor sudo is there to install them: ${missing[*]}" >&2
    return 3
  fi
  echo "minato: installing ${#missing[@]} packages: ${missing[*]}" >&2
  local log
  log=$(mktemp)
  if ! { as_root apt-get update -q &&
         as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "minato: apt could not install the packages (whole log: $log)" >&2
    return 4
  fi
  rm -f "$log"
}
