"""`make audit`: Lighthouse and the Nu HTML checker on a production-like server with the demo magazine.

With --ci, performance is reported and does not fail: how busy the machine is must not decide about a change. Everything
else that Lighthouse scores, layout shift among it, and every error of the checker do. What is not installed (Node.js,
Java) is named as missing.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .magazine import fetch, magazine, run

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
PERFORMANCE = 98
PERFECT = ("accessibility", "best-practices", "seo")
LAYOUT_SHIFT = 0.02
RUNS = 3
LIGHTHOUSE_PAGES = {"home": "/", "story": "/stories/exosomes/", "topic": "/skin/", "search": "/search/?q=skin"}
UNLISTED = ["search"]  # results are no pages to be found by a search engine, so they say noindex on purpose
# Beside the sitemap's: what no search engine is told of.
OTHER_PAGES = [
    "/search/", "/search/?q=skin", "/search/?q=zzzzzz", "/no/such/page/", "/corrections/", "/comments/numbers/",
    "/comments/mine/by-mail/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/patterns/",
]  # fmt: skip


def main():
    strict = "--ci" not in sys.argv
    missing = [name for name, command in {"Node.js": "npm", "Java": "java"}.items() if not shutil.which(command)]
    for name in missing:
        print(f"{name} is not installed: {'Lighthouse' if name == 'Node.js' else 'the Nu HTML checker'} was not run.")
    if "Node.js" in missing:  # the checker comes from npm as well
        return 0
    install()
    with magazine() as site:
        wrong = [] if "Java" in missing else check_html(site)
        wrong += measure(site, strict=strict)
    print("\n".join(["", *wrong]) if wrong else "\nEverything is above its bar.")
    return 1 if wrong else 0


def install():
    """The packages of package-lock.json, once; what they would run when installed is not needed."""
    if not (HERE / "node_modules" / ".package-lock.json").exists():
        run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=HERE)


def check_html(site):
    """Every error that the Nu HTML checker finds, on every page in the sitemap and each other kind of page."""
    told = re.findall(r"<loc>(.*?)</loc>", fetch(f"{site}/sitemap-pages.xml"))
    patterns = re.findall(r'href="(/patterns/[^"]+)"', fetch(f"{site}/patterns/"))
    reports = re.findall(r'href="(/comments/[^"?#]+)"', fetch(site + LIGHTHOUSE_PAGES["story"]))
    addresses = dict.fromkeys([*told, *(site + path for path in [*OTHER_PAGES, *patterns, *sorted(set(reports))[:6]])])
    with tempfile.TemporaryDirectory() as folder:
        for number, address in enumerate(addresses):
            Path(folder, f"{number}.html").write_text(fetch(address))
        checker = HERE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
        command = ["java", "-jar", checker, "--errors-only", "--format", "json", "--exit-zero-always", folder]
        result = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        messages = json.loads(result.stderr or result.stdout)["messages"]
    pages = list(addresses)
    print(f"Nu HTML checker: {len(pages)} pages, {len(messages)} errors.")
    return [
        f"{pages[int(Path(message['url']).stem)]}: line {message.get('lastLine')}: {message['message']}"
        for message in messages
    ]


def measure(site, *, strict):
    """Print Lighthouse's scores; gives what is below its bar."""
    asked = {
        "chrome": subprocess.check_output(["bin/chromium"], cwd=REPOSITORY, text=True).strip(),  # noqa: S607
        "pages": {name: site + path for name, path in LIGHTHOUSE_PAGES.items()},
        "unlisted": UNLISTED,
        "bar": PERFORMANCE,
        "runs": RUNS if strict else 1,
    }
    for address in asked["pages"].values():
        fetch(address)  # into the front cache, where readers mostly find it
    command = ["node", "lighthouse.mjs", json.dumps(asked)]
    wrong = []
    print(f"\n{'page':10}{'':10}perf  a11y  best   seo    CLS   FCP ms  LCP ms  TBT ms     kB  runs")
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        for line in process.stdout:
            found = json.loads(line)
            if "blank" in found:
                wrong.append(f"{found['page']}, {found['form']}: not to be measured ({found['blank']}).")
                continue
            print(row(found), flush=True)
            wrong += below(found, strict=strict)
    return wrong if process.returncode == 0 else [*wrong, "Lighthouse did not finish."]


def row(found):
    scores = "".join(f"{found[name]:4}  " for name in ("performance", *PERFECT))
    times = [found[name] for name in ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")]
    numbers = "".join(f"{value:8}" for value in [*times, found["total-byte-weight"] // 1000])
    return f"{found['page']:10}{found['form']:10}{scores}{found['cls']:5.3f}{numbers}{found['tries']:6}"


def below(found, *, strict):
    where = f"{found['page']}, {found['form']}"
    wrong = [f"{where}: {name} {found[name]}, not 100: {found['failed']}" for name in PERFECT if found[name] < 100]
    if found["cls"] >= LAYOUT_SHIFT:
        wrong.append(f"{where}: layout shift {found['cls']:.3f}, not below {LAYOUT_SHIFT}")
    if strict and found["performance"] < PERFORMANCE:
        wrong.append(f"{where}: performance {found['performance']}, not {PERFORMANCE}, in the best of {RUNS} runs")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
