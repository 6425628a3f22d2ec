"""Takes the README's pictures of the admin: `python -m tests.screenshots` beside `make demo`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from config.embedded_postgres import VAR_DIR

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZE = {"width": 1440, "height": 900}


@contextmanager
def chromium() -> Iterator[Page]:
    """Open a page in the Chromium of this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport=SIZE)
        yield page
        browser.close()


def sign_in(page: Page, base_url: str, staff: dict[str, str]) -> None:
    page.goto(f"{base_url}/admin/login/?next=/admin/")
    page.fill("input[name=username]", staff["username"])
    page.fill("input[name=password]", staff["password"])
    page.click("[type=submit]")
    page.wait_for_url(f"{base_url}/admin/")


def take(page: Page, facts: dict[str, Any]) -> None:
    base_url = facts["base_url"]
    sign_in(page, base_url, facts["staff"]["approver"])
    page.screenshot(path=IMAGES / "admin-home.png")
    page.goto(f"{base_url}/admin/promotions/campaign/{facts['campaign']['id']}/change/")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / "admin-campaign.png")


def main() -> None:
    file = VAR_DIR / "demo.json"
    if not file.exists():
        sys.exit("There is no demo: start it with `make demo`.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with chromium() as page:
        take(page, json.loads(file.read_text()))


if __name__ == "__main__":
    main()
