"""Refresh or verify the vendored browser assets of webapp/static/vendor.

`python tools/vendor.py` needs npm and is for maintainers; `python tools/vendor.py --check` works offline.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "tools" / "vendor"
VENDOR = ROOT / "webapp" / "static" / "vendor"
SVG = "http://www.w3.org/2000/svg"

# npm package → folder below static/vendor and the files taken from the package
FILES = {
    "@tabler/core": ("tabler", ["dist/css/tabler.min.css", "dist/js/tabler.min.js"]),
    "@tabler/icons": ("tabler-icons", ["LICENSE"]),
    "htmx.org": ("htmx", ["dist/htmx.min.js", "LICENSE"]),
}
# @tabler/core ships no licence file of its own, and bundles Popper and Bootstrap
TABLER_LICENCE = SOURCES / "TABLER-LICENSE"


def main(arguments: list[str]) -> int:
    """Run the command and return its exit status."""
    if arguments == ["--check"]:
        complaints = differences()
        print("\n".join(complaints) or "vendored assets are as recorded")
        return 1 if complaints else 0
    refresh()
    return 0


def refresh() -> None:
    """Fetch the pinned packages and write static/vendor anew."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(SOURCES / name, work / name)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=work, check=True)
        write_vendor(work / "node_modules")


def write_vendor(packages: Path) -> None:
    """Copy the chosen files of the installed packages and record what was written."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    manifest: dict[str, dict[str, str]] = {}
    for package, (folder, files) in FILES.items():
        about = json.loads((packages / package / "package.json").read_text(encoding="utf-8"))
        contents = {Path(name).name: (packages / package / name).read_bytes() for name in files}
        if folder == "tabler":
            contents["LICENSE"] = TABLER_LICENCE.read_bytes()
        if folder == "tabler-icons":
            contents["sprite.svg"] = sprite(packages / package / "icons" / "outline")
        for name, content in contents.items():
            target = VENDOR / folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(without_source_map(content) if target.suffix in (".js", ".css") else content)
            manifest[f"{folder}/{name}"] = {
                "package": package,
                "version": about["version"],
                "licence": about["license"],
                "sha256": fingerprint(target),
            }
    text = json.dumps(manifest, indent=2, sort_keys=True)
    (VENDOR / "MANIFEST.json").write_text(text + "\n", encoding="utf-8")


def sprite(outlines: Path) -> bytes:
    """Return one SVG file that holds the icons of icons.txt as symbols."""
    symbols = []
    for name in icon_names():
        drawing = ElementTree.parse(outlines / f"{name}.svg").getroot()
        shapes = [shape for shape in drawing if shape.get("stroke") != "none"]
        lines = "".join(ElementTree.tostring(shape, encoding="unicode").strip() for shape in shapes)
        plain = lines.replace("ns0:", "").replace(f' xmlns:ns0="{SVG}"', "")
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
            f'stroke-linecap="round" stroke-linejoin="round">{plain}</symbol>'
        )
    return f'<svg xmlns="{SVG}">\n{chr(10).join(symbols)}\n</svg>\n'.encode()


def icon_names() -> list[str]:
    """Return the names of the icons that the sprite holds."""
    return (SOURCES / "icons.txt").read_text(encoding="utf-8").split()


def without_source_map(content: bytes) -> bytes:
    """Drop the pointers to source maps, which are not shipped and would answer 404."""
    lines = content.splitlines()
    kept = [line for line in lines if not line.startswith((b"//# sourceMapping", b"/*# sourceMapping"))]
    return b"\n".join(kept) + b"\n"


def fingerprint(file: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def differences() -> list[str]:
    """Return one line for every vendored file that is not as the manifest records it."""
    manifest: dict[str, dict[str, str]] = json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))
    present = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()} - {"MANIFEST.json"}
    complaints = [f"{name}: missing" for name in sorted(set(manifest) - present)]
    complaints += [f"{name}: not in the manifest" for name in sorted(present - set(manifest))]
    both = sorted(present & set(manifest))
    changed = (name for name in both if fingerprint(VENDOR / name) != manifest[name]["sha256"])
    return complaints + [f"{name}: changed" for name in changed]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
