"""What travels in the frozen program and what does not, each line with its reason.

Nothing is left out on a guess: the smoke test trains, exports, reads pictures and opens the window
of the finished program.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from pathlib import Path

Entry = tuple[
    str, str, str
]  # target inside the program, source on this machine, PyInstaller's kind

_NEVER_IMPORTED = {
    "tkinter": "Pillow and torch know it, nobody opens its windows",
    "pydoc": "help for a terminal; with it would come its web server",
    "lib2to3": "translates Python 2",
    "readline": "keys in a terminal; its library is under the GPL, Digitscope is not",
    "curses": "windows in a terminal",
    "defusedxml": "Pillow reads XMP data with it, Digitscope asks for none",
    "setuptools": "builds packages",
    "pkg_resources": "the same",
    "pip": "the same",
    "wheel": "the same",
    "PyInstaller": "made this program, is no part of it",
    "pytest": "tests",
    "_pytest": "tests",
    "py": "pytest's old name",
    "hypothesis": "tests",
    "mypy": "checks types",
    "onnxruntime": "runs exported networks, in tests only",
    "captum": "checks explanations, in tests only",
    "IPython": "a shell that sympy and rich would like to have",
    "matplotlib": "plots that sympy, networkx and torch would like to have",
    "mpl_toolkits": "the same",
    "pylab": "the same",
    "tqdm": "progress in a terminal, for torch's downloads",
    "pandas": "tables that networkx would like to have",
    "scipy": "networkx and torch look for it",
    "numba": "torch looks for it",
    "tensorboard": "curves in a browser",
    "torch.utils.tensorboard": "the same",
    "pygments": "colours for rich",
    "rich": "tables in a terminal, for hypothesis and torch's profiler",
    "markdown_it": "texts for rich",
    "fsspec": "files in a cloud, for torch's distributed checkpoints",
    "jinja2": "kernels that torch's compiler writes; Digitscope compiles none",
    "attr": "an old data class that torch and jsonschema know",
    "psutil": "torch's tests",
    "triton": "compiles kernels; Digitscope compiles none",
    "numpy.f2py": "translates Fortran",
    "numpy.distutils": "builds Fortran",
    "PIL.ImageQt": "pictures go to Qt as bytes",
    "PIL.ImageTk": "needs tkinter",
    "PIL._imagingft": "letters on pictures, with three libraries",
    "PIL._avif": "9 MB for a format that no camera or scanner writes",
    "PySide6.QtNetwork": "the window uses no network; MNIST comes by Python's own urllib",
    "PySide6.QtOpenGL": "everything is painted by the raster engine",
    "PySide6.QtDBus": "Qt's own libraries use it, Python does not",
    "PySide6.QtQml": "Qt Quick is not used",
    "PySide6.QtTest": "tests",
    "onnx.reference": "runs exported networks in Python",
    "onnx.backend": "the same, and tests",
    "onnx.test": "tests",
    "onnx.tools": "draws graphs",
}

_ONLY_WITH_TORCH = {
    "torch": "a fifth of a gigabyte packed; trains, explains, fools",
    "sympy": "torch's compiler",
    "networkx": "torch's compiler",
    "onnx": "export; it comes with protobuf and ml_dtypes",
    "google.protobuf": "onnx's files",
    "ml_dtypes": "onnx's number formats",
    "model.learning": "needs torch",
}

# Files by pattern of their place in the program.
_UNWANTED_FILES = {
    "PySide6/Qt/translations/*": "the window speaks English, as Qt does without them",
    "PySide6/Qt/qml/*": "Qt Quick is not used",
    "PySide6/Qt/plugins/generic/*": "touch screens without a window system",
    "PySide6/Qt/plugins/networkinformation/*": "needs QtNetwork",
    "PySide6/Qt/plugins/tls/*": "needs QtNetwork",
    "PySide6/Qt/plugins/egldeviceintegrations/*": "full screen without a window system",
    "PySide6/Qt/plugins/platforms/libqeglfs*": "the same",
    "PySide6/Qt/plugins/platforms/libqlinuxfb*": "the same",
    "PySide6/Qt/plugins/platforms/libqminimal*": "for developers of Qt",
    "PySide6/Qt/plugins/platforms/libqvkkhrdisplay*": "full screen without a window system",
    "PySide6/Qt/plugins/platforms/libqvnc*": "a window for a remote viewer",
    "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboard*": "needs Qt Quick",
    "PySide6/Qt/plugins/imageformats/libqpdf*": "needs QtPdf; pictures are read by Pillow",
    "PySide6/Qt/plugins/platformthemes/libqgtk3*": "brings the build machine's GTK; portals do it",
    "PySide6/Qt/plugins/wayland-graphics-integration-client/*": "OpenGL and Vulkan in windows",
    "PySide6/Qt/plugins/xcbglintegrations/*": "OpenGL in windows",
    "PySide6/opengl32sw.dll": "OpenGL by software, for Windows; nothing here uses OpenGL",
    "PySide6/translations/*": "as above, Windows' places",
    "PySide6/plugins/tls/*": "needs QtNetwork",
    "PySide6/plugins/networkinformation/*": "needs QtNetwork",
    "PySide6/plugins/generic/*": "touch screens without a window system",
    "PySide6/plugins/imageformats/qpdf*": "needs QtPdf",
    "PySide6/Qt6Qml*": "Qt Quick is not used",
    "PySide6/Qt6Quick*": "the same",
    "PySide6/Qt6Pdf*": "pictures are read by Pillow",
    "PySide6/Qt6Network*": "the window uses no network",
    "*/libtorchbind_test*": "tests",
    "*/libjitbackend_test*": "tests",
    "*/libbackend_with_compiler*": "tests",
    "*/libaoti_custom_ops*": "tests",
    "torch/include/*": "headers",
    "torch/share/*": "CMake files",
    "torch/test/*": "tests",
    "onnx/onnx_cpp2py_export/*.pyi": "for type checkers",
}

RESOURCE_ENDINGS = {".ttf", ".svg", ".png", ".json", ".safetensors", ".txt", ".md"}
_ONLY_README = "readme"  # pictures of the README


def excluded_modules(*, lite: bool) -> list[str]:
    """Modules that PyInstaller must not follow."""
    return [*_NEVER_IMPORTED, *(_ONLY_WITH_TORCH if lite else ())]


def resources(root: Path) -> list[tuple[str, str]]:
    """(source, folder in the program) of every file of `resources` that the program reads."""
    folder = root / "resources"
    return [
        (str(path), str(path.parent.relative_to(root)))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.parent.name != _ONLY_README
        and (path.suffix in RESOURCE_ENDINGS or path.name == "LICENSE")
    ]


def tree(folder: Path, target: str) -> list[Entry]:
    """Entries of all files below `folder`, for the folder `target` of the program."""
    return [
        (f"{target}/{path.relative_to(folder).as_posix()}", str(path), "DATA")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def wanted(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that no pattern leaves out."""
    return [entry for entry in entries if not _is_unwanted(entry[0])]


def _is_unwanted(target: str) -> bool:
    return any(fnmatch.fnmatch(_place(target), pattern) for pattern in _UNWANTED_FILES)


def needed(binaries: Iterable[Entry]) -> list[Entry]:
    """The binaries without libraries that only unwanted ones had asked for.

    PyInstaller looks for dependencies before anything is left out: a plugin for GTK brings thirty
    libraries that stay when it goes.
    """
    by_name = {_name(entry): entry for entry in binaries if _is_dependency(entry[0])}
    kept = [entry for entry in binaries if not _is_dependency(entry[0])]
    asking = list(kept)
    while asking:
        for name in _asked_for(asking.pop()):
            if name in by_name:
                entry = by_name.pop(name)
                kept.append(entry)
                asking.append(entry)
    return sorted(kept)


def without_dangling_links(datas: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """The data files without links to libraries that do not travel."""
    there = {target for target, _, _ in binaries}
    return [entry for entry in datas if entry[2] != "SYMLINK" or entry[1] in there]


def _is_dependency(target: str) -> bool:
    """Whether PyInstaller put it there since something else needs it."""
    folder = _place(target).rpartition("/")[0]
    places = ("", "PySide6/Qt/lib", "numpy.libs", "pillow.libs")
    return folder in places and not target.startswith(("libpython", "python"))


def _asked_for(entry: Entry) -> set[str]:
    from PyInstaller.depend.bindepend import get_imports

    return {Path(name).name for name, _ in get_imports(entry[1])}


def _name(entry: Entry) -> str:
    return _place(entry[0]).rpartition("/")[2]


def _place(target: str) -> str:
    return target.replace("\\", "/")
