"""The strict reader of YAML, which methodologies share: see ``knowshow.yaml_tree``."""

from __future__ import annotations

from knowshow.yaml_tree import MAXIMUM_BYTES, Path, Tree, YamlTree, check_size, decode, read_tree

__all__ = ["MAXIMUM_BYTES", "Path", "Tree", "YamlTree", "check_size", "decode", "read_tree"]
