"""Which Python was timed: the same version, built another way, is faster or slower by more than most changes here."""

from __future__ import annotations

import platform
import sysconfig

__all__ = ["python_build"]


def python_build() -> str:
    """The interpreter, its version, its compiler, and whether it was built with profile-guided optimisation."""
    arguments = sysconfig.get_config_var("CONFIG_ARGS") or ""
    guided = "with" if "--enable-optimizations" in arguments else "without"
    name = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{name} ({platform.python_compiler()}, built {guided} profile-guided optimisation)"
