from typing import Any

from django.core.management.base import BaseCommand, CommandError

from promotions.services.invariants import check_invariants


class Command(BaseCommand):
    help = "Check what must always hold; print every row that breaks it, and fail if there is one."
    requires_system_checks = ()

    def handle(self, *_: Any, **__: Any) -> None:
        violations = check_invariants()
        for violation in violations:
            self.stdout.write(f"{violation.invariant}  {violation.id}  {violation.detail}")
        if violations:
            raise CommandError(f"{len(violations)} rows break an invariant.")
        self.stdout.write("All invariants hold.")
