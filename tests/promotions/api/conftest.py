from tests.identities.api.conftest import uncollected_static_files

__all__ = ["uncollected_static_files"]
