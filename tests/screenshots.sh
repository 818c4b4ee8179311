#!/usr/bin/env bash
# Pictures every page, in both themes, for desktop and phone, into docs/screenshots. Needs /usr/bin/chromium. The world is simulated, seeded and stands still.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/BakeWindow.Tests -v q -nologo
rm -f docs/screenshots/*.png
BAKEWINDOW_SCREENSHOTS=1 dotnet artifacts/bin/BakeWindow.Tests/debug/BakeWindow.Tests.dll -noColor -class BakeWindow.Tests.Pages.ScreenshotTests
ls -l docs/screenshots
