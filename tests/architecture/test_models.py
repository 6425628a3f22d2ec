"""What holds for every model and every file of the apps."""

from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, Model

ROOT = Path(__file__).parents[2]

# from above to below; those of one line do not know each other
LAYERS = [{"tokens", "badges"}, {"promotions"}, {"identities"}]
APPS = [app.label for app in apps.get_app_configs() if any(app.label in names for names in LAYERS)]
FORBIDDEN = {"utils", "helpers", "common", "managers", "signals", "constants", "mixins"}
TOP_LEVEL = {"config", "identities", "promotions", "tokens", "badges", "templates", "tests", "docs"}


def own_models() -> list[type[Model]]:
    """Models of the apps, without the tables of their history."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in APPS and not hasattr(model, "pgh_tracked_model")
    ]


def level(app: str) -> int:
    """Return how far below the top *app* is; what is not ours is below everything."""
    return next((place for place, names in enumerate(LAYERS) if app in names), len(LAYERS))


def foreign_keys() -> list[Field]:
    return [
        field
        for model in own_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation
    ]


def files() -> list[Path]:
    return [
        path
        for app in (*APPS, "config")
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
    ]


@pytest.mark.parametrize("field", foreign_keys(), ids=str)
def test_a_foreign_key_goes_down_or_stays(field: Field) -> None:
    here, there = field.model._meta.app_label, field.related_model._meta.app_label

    assert here == there or level(here) < level(there)


@pytest.mark.parametrize("field", foreign_keys(), ids=str)
def test_a_foreign_key_has_a_related_name(field: Field) -> None:
    inherited = field.name in ("groups", "user_permissions")  # of django.contrib.auth

    assert inherited or field.remote_field.related_name


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_no_rule_of_a_table_is_without_a_name(model: type[Model]) -> None:
    unnamed = [
        field.name
        for field in model._meta.local_fields
        if field.unique and not field.primary_key and not field.one_to_one
        and field.name != "username"  # of django.contrib.auth
    ]  # fmt: skip

    assert unnamed == []
    assert not model._meta.unique_together
    assert all(not rule.name.startswith(model.__name__) for rule in model._meta.constraints)


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_a_primary_key_is_a_uuid(model: type[Model]) -> None:
    key = model._meta.pk
    while key.remote_field is not None:
        key = key.remote_field.model._meta.pk

    assert key.get_internal_type() == "UUIDField"


def test_names_of_rules_and_indexes_are_unique() -> None:
    names = [
        rule.name
        for model in own_models()
        for rule in (*model._meta.constraints, *model._meta.indexes)
    ]

    assert all(first != second for first, second in pairwise(sorted(names)))


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_a_model_says_what_it_is(model: type[Model]) -> None:
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")
    assert model.__str__ is not Model.__str__


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in files() if FORBIDDEN & {path.stem, path.parent.name}] == []


def test_files_are_short() -> None:
    long = {path: len(path.read_text().splitlines()) for path in files()}

    assert {path: lines for path, lines in long.items() if lines >= 300} == {}


def test_the_top_level_holds_the_apps_and_nothing_else() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert packages <= TOP_LEVEL
