"""What of torch travels; stands in for the hook that ships with PyInstaller's collection.

That one takes every module and data file there is, 350 MB more than this: test programs, headers,
sources of all modules. Here PyInstaller follows the imports as it does for any package.
"""

import re
from pathlib import Path

from PyInstaller.utils.hooks import (
    PY_DYLIB_PATTERNS,
    collect_dynamic_libs,
    copy_metadata,
    get_package_paths,
)

_ROOT = Path(get_package_paths("torch")[1])

# Imported by name when they are first asked for: the first optimiser asks for torch._dynamo.
_BY_NAME = sorted((_ROOT / "_dynamo" / "polyfills").glob("[!_]*.py"))
hiddenimports = [
    *("torch._dynamo", "torch._export", "torch._inductor.test_operators", "torch.onnx"),
    *(f"torch._dynamo.polyfills.{path.stem}" for path in _BY_NAME),
]

_TESTS = ("torchbind_test", "jitbackend_test", "backend_with_compiler", "aoti_custom_ops")
binaries = [
    (source, target)
    for source, target in collect_dynamic_libs(
        "torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"]
    )
    if not any(name in source for name in _TESTS)
]
# `import torch` stops when it is not there.
_MANAGER = _ROOT / "bin" / "torch_shm_manager"
if _MANAGER.exists():
    binaries.append((str(_MANAGER), "torch/bin"))

datas = copy_metadata("torch")

# These modules read their own source when they are imported: marks in comments, overloads.
_READS_ITS_SOURCE = re.compile(r"install_config_module\(|\b_overload|@torch\.jit\.script")
module_collection_mode = {
    ".".join(path.relative_to(_ROOT.parent).with_suffix("").parts): "pyz+py"
    for path in sorted(_ROOT.rglob("*.py"))
    if _READS_ITS_SOURCE.search(path.read_text(encoding="utf-8"))
}

# Links to torch's libraries at the top level would make it look for its others there.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
