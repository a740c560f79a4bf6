"""Make Chromium and Chinese fonts available for the browser tests where that can be done; else say why not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ("chromium", "fonts-noto-cjk")
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def chromium() -> str | None:
    """Return the path of a Chromium to drive, if there is one."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def main() -> None:
    """Install the packages when root on a Debian-like system and they are missing."""
    if chromium() and FONT.exists():
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(
            "Browser tests will be skipped: Chromium or the Noto CJK fonts are missing, and this is not root with apt."
        )
        return
    print("Installing Chromium and Chinese fonts for the browser tests ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(["apt-get", "-qq", *arguments], env=environment, stdout=subprocess.DEVNULL)
        if done.returncode:
            print("apt-get failed: browser tests will be skipped.", file=sys.stderr)
            return


if __name__ == "__main__":
    main()
