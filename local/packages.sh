#!/bin/sh
# System packages that the checks use: pdfsig, pdftotext and pdffonts (poppler-utils), qpdf,
# certutil (libnss3-tools), which tells pdfsig whom to trust; chromium, in which the page is tried.
# `make bench` also wants Pango.
missing() {
    command -v pdfsig >/dev/null || echo poppler-utils
    command -v qpdf >/dev/null || echo qpdf
    command -v certutil >/dev/null || echo libnss3-tools
    command -v chromium >/dev/null || echo chromium
    [ -z "$WITH_BENCH" ] && return
    ldconfig -p | grep -q libpangoft2-1.0 || echo libpangoft2-1.0-0
}
[ -z "$(missing)" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    # shellcheck disable=SC2046 # one word per package
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(missing); } >/dev/null 2>&1
    [ -z "$(missing)" ] && exit 0
fi
echo "Please install the system packages: $(missing | tr '\n' ' ') (they are needed by 'make test')" >&2
