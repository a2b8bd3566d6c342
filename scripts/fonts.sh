#!/usr/bin/env bash
# Chinese and Japanese PDFs need a font that has their characters. Says nothing when one is there,
# installs it where the system allows that, asks for it in one line elsewhere. Never fails.
set -u

fonts_present() {
    local folders=(/usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts"
        /System/Library/Fonts /Library/Fonts "$HOME/Library/Fonts" /mnt/c/Windows/Fonts)
    find -L "${folders[@]}" -type f \( -iname '*cjk*' -o -iname 'noto*jp*' -o -iname 'sourcehan*' -o -iname 'PingFang*' \
        -o -iname 'Hiragino*' -o -iname 'msyh*' -o -iname 'wqy*' -o -iname 'ipa*' \) -print -quit 2>/dev/null | grep -q .
}

install_fonts() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo 'Installing fonts for Chinese and Japanese …'
    export DEBIAN_FRONTEND=noninteractive
    local install=(timeout 240 apt-get install -y -q --no-install-recommends fonts-noto-cjk)
    "${install[@]}" >/dev/null 2>&1 || { timeout 120 apt-get update -q >/dev/null 2>&1 && "${install[@]}" >/dev/null 2>&1; }
}

fonts_present || install_fonts ||
    echo 'Statements in Chinese and Japanese need a font to print; please install Noto CJK (on Debian: apt-get install fonts-noto-cjk).'
exit 0
