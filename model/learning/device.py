"""Where torch computes."""

from __future__ import annotations

import torch

CPU_THROUGH_TORCH = "torch-cpu"  # the GPU's path on a machine that has none


def torch_device(name: str) -> torch.device:
    """The torch device called "cuda", "mps", "cpu" or "torch-cpu".

    Raises ValueError when it is not there. Live work runs on one thread.
    """
    torch.set_num_threads(1)
    if name == "cuda" and not torch.cuda.is_available():
        built = "" if torch.backends.cuda.is_built() else " (this torch is built without CUDA)"
        raise ValueError(f"no CUDA device was found{built}")
    if name == "mps" and not torch.backends.mps.is_available():
        raise ValueError("no Apple GPU (MPS) was found")
    if name == "cuda":
        # TF32 would round the numbers that the window shows to ten bits.
        torch.backends.cuda.matmul.allow_tf32 = False
        torch.backends.cudnn.allow_tf32 = False
    return torch.device("cpu" if name == CPU_THROUGH_TORCH else name)


def describe(name: str) -> str:
    """For the status bar, for example "NVIDIA H200". Raises ValueError when it is not there."""
    torch_device(name)
    if name == "cuda":
        return torch.cuda.get_device_name()
    return {"mps": "Apple GPU", CPU_THROUGH_TORCH: "CPU through torch"}.get(name, "CPU")
