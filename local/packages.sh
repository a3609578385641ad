#!/bin/sh
# System packages that the checks use: pdfsig, pdftotext and pdffonts (poppler-utils), qpdf.
missing=""
command -v pdfsig >/dev/null || missing="$missing poppler-utils"
command -v qpdf >/dev/null || missing="$missing qpdf"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } >/dev/null 2>&1
    command -v pdfsig >/dev/null && command -v qpdf >/dev/null && exit 0
fi
echo "Please install the system packages:$missing  (they are needed by 'make test')" >&2
