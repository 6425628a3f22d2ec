"""A real Chromium, and the platform that it looks at; skipped where there is no Chromium."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright

from identities.models import User

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PASSWORD = "a password of nobody"
# a machine may have much else to do
PATIENCE_MS = 60_000


@pytest.fixture(autouse=True, scope="module")
def browser() -> Iterator[Browser]:
    """A browser for a module: its event loop must not run under the tests of others.

    While it does, tests may ask the database beside it.
    """
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("There is no Chromium: set CHROMIUM, or install it.")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        launched = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test where a script of it throws."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


@pytest.fixture
def sign_in(page: Page, live_server: object) -> Callable[[User], None]:
    def with_password(user: User) -> None:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        page.goto(f"{live_server}/admin/login/?next=/admin/")
        page.fill("input[name=username]", user.username)
        page.fill("input[name=password]", PASSWORD)
        page.click("[type=submit]")
        page.wait_for_url(f"{live_server}/admin/")

    return with_password


@pytest.fixture
def worker(live_server: object) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start a worker that does the jobs there are, and ends; whatever it left is removed."""
    started: list[subprocess.Popen[bytes]] = []

    def work() -> subprocess.Popen[bytes]:
        url = urlsplit(os.environ["DATABASE_URL"])
        own = url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        environment = {**os.environ, "DATABASE_URL": own}
        command = [sys.executable, "-m", "tests.config.job_worker"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        return started[-1]

    yield work
    for process in started:
        process.kill()
        process.wait(10)
    # Django does not manage these tables, so it does not empty them either.
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
