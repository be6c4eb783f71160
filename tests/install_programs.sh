#!/usr/bin/env bash
# Give the tests the programs that people open our pages and workbooks with, from Debian's packages, where
# that is allowed: Chromium, one Chinese font, LibreOffice (Calc and Writer), pdftotext.
# Never fails: what cannot be installed is said loudly, and the tests that need it are skipped with a reason.
set -u

missing=()
has_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_font() {
  if command -v fc-list; then
    fc-list :lang=zh | grep .
  else
    find /usr/share/fonts /usr/local/share/fonts -iname '*cjk*' -o -iname 'wqy*' 2>/dev/null | grep .
  fi
}
has_writer() { [ -e "$(dirname "$(readlink -f "$(command -v soffice || echo /nowhere)")")/libswlo.so" ]; }
look() {
  missing=()
  command -v soffice >/dev/null || missing+=(libreoffice-calc-nogui)
  has_writer || missing+=(libreoffice-writer-nogui)
  command -v pdftotext >/dev/null || missing+=(poppler-utils)
  has_chromium >/dev/null || missing+=(chromium)
  has_font >/dev/null || missing+=(fonts-noto-cjk)
}

give_up() {
  {
    echo
    echo "==================================================================================="
    echo "  测试不完整：缺少 ${missing[*]}（$1）。"
    echo "  没有 Chromium、LibreOffice 时，浏览器测试、工作簿测试会被跳过；没有中文字体时截图里的汉字是方框。"
    echo "  Tests are incomplete: ${missing[*]} missing ($2)."
    echo "  Without Chromium and LibreOffice, tests of pages and workbooks are skipped;"
    echo "  without the font, Chinese is drawn as boxes."
    echo "  Debian, Ubuntu: sudo apt-get install ${missing[*]}"
    echo "==================================================================================="
    echo
  } >&2
  exit 0
}

look
[ ${#missing[@]} -eq 0 ] && exit 0

command -v apt-get >/dev/null || give_up "这里没有 apt-get" "there is no apt-get here"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  sudo -n true 2>/dev/null || give_up "没有管理员权限" "not root, and sudo asks for a password"
  as_root=(sudo -n)
fi

echo "安装测试所需 · installing for the tests: ${missing[*]}" >&2
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
install() {
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
}
if ! install >"$log" 2>&1; then
  tail -n 15 "$log" >&2
fi
rm -f "$log"

look
[ ${#missing[@]} -eq 0 ] || give_up "安装失败，原因见上" "the installation failed, see above"
exit 0
