"""What Windows shows under a program's properties."""

from __future__ import annotations

from typing import Any

_ENGLISH_UNICODE = (0x0409, 1200)


def version_info(version: str, name: str, file: str) -> Any:
    """The version resource of `file`, the executable of the product `name`.

    version: "MAJOR.MINOR.PATCH". Only where PyInstaller makes Windows programs.
    """
    from PyInstaller.utils.win32 import versioninfo as win32

    numbers = (*(int(part) for part in version.split(".")), 0)
    texts = {
        "CompanyName": "Digitscope",
        "FileDescription": "Digitscope: a microscope for a network that reads digits",
        "FileVersion": version,
        "InternalName": file,
        "LegalCopyright": "MIT licence; Qt for Python: LGPL v3, see the folder licences",
        "OriginalFilename": f"{file}.exe",
        "ProductName": name,
        "ProductVersion": version,
    }
    language, code_page = _ENGLISH_UNICODE
    table = win32.StringTable(
        f"{language:04x}{code_page:04x}",
        [win32.StringStruct(key, value) for key, value in texts.items()],
    )
    return win32.VSVersionInfo(
        ffi=win32.FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[
            win32.StringFileInfo([table]),
            win32.VarFileInfo([win32.VarStruct("Translation", [language, code_page])]),
        ],
    )
