from tests.identities.admin.conftest import uncollected_static_files

__all__ = ["uncollected_static_files"]
