"""What the odds of a game mean: how its moments are spread, and what simulations came to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from identities.admin.base import OrganizationAdmin, person, record
from identities.admin.dialogs import link
from promotions.admin.simulation_charts import awards_chart, days_chart, hours_chart
from promotions.admin.simulation_forms import ExpectedPlaysForm, initial_of
from promotions.admin.simulation_words import (
    day_words,
    facts_of_inputs,
    odds_words,
    percent,
    spread_words,
    warnings_of,
)
from promotions.enums import GameKind
from promotions.models import Game, Simulation
from promotions.services.simulations.curves import campaigns_to_learn_from
from promotions.services.simulations.requests import (
    SimulationUnfinished,
    cancel_simulation,
    start_simulation,
)
from promotions.services.simulations.rules import NotSimulatable, describe_rules
from promotions.services.simulations.spreads import spread_of_moments

PAGE = "admin/promotions/game/odds.html"
PROGRESS = "admin/promotions/game/simulation_progress.html"
EARLIER_SHOWN = 10


def odds_link(game: Game) -> str:
    """Return a link to the odds of a game that is played; nothing of others."""
    if game._state.adding or game.kind != GameKind.INSTANT_WIN:  # noqa: SLF001 - Django's documented _state
        return "-"
    return format_html('<a href="{}" class="text-link">Odds of {}</a>', _address(game), game.code)


def may_see(request: HttpRequest, game: Game) -> bool:
    return request.user.has_perm("promotions.view_simulation", game)


class OddsPages(OrganizationAdmin):
    """Pages of a game beside its own; each looks the game up among those of the person."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        views: tuple[tuple[str, str, Callable[..., HttpResponse]], ...] = (
            ("odds/simulate/", "simulate", self.simulate_view),
            ("odds/<uuid:simulation_id>/progress/", "simulation_progress", self.progress_view),
            ("odds/<uuid:simulation_id>/cancel/", "simulation_cancel", self.cancel_view),
        )
        own = [
            path(
                f"<uuid:object_id>/{address}",
                self.admin_site.admin_view(view),
                name=f"promotions_game_{name}",
            )
            for address, name, view in views
        ]
        return [*own, *super().get_urls()]

    def has_odds_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        game = self.row(request, object_id)
        return bool(game and game.kind == GameKind.INSTANT_WIN and may_see(request, game))

    @link("Odds", "odds", "odds")
    def odds(self, request: HttpRequest, object_id: str) -> HttpResponse:
        game = self._game(request, object_id)
        return self._page(request, game, _form(game))

    def simulate_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        game = self._game(request, object_id, to="run")
        if request.method != "POST":
            return redirect(_address(game))
        form = _form(game, request.POST)
        if form.is_valid():
            try:
                start_simulation(
                    game_id=game.pk, expected=form.expected(), by=person(request),
                    at=timezone.now(),
                )  # fmt: skip
            except NotSimulatable as error:
                form.add_error(None, str(error))
            except SimulationUnfinished:
                messages.info(request, "A simulation of this game is running already.")
                return redirect(_address(game))
            else:
                record(request, game, "Started a simulation")
                return redirect(_address(game))
        return self._page(request, game, form)

    def progress_view(
        self, request: HttpRequest, object_id: UUID, simulation_id: UUID
    ) -> HttpResponse:
        game = self._game(request, object_id)
        simulation = _simulation(game, simulation_id)
        response = TemplateResponse(
            request, PROGRESS, {"simulation": simulation, "progress_url": request.path}
        )
        if not simulation.is_unfinished:
            response["HX-Refresh"] = "true"
        return response

    def cancel_view(
        self, request: HttpRequest, object_id: UUID, simulation_id: UUID
    ) -> HttpResponse:
        game = self._game(request, object_id, to="run")
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        simulation = _simulation(game, simulation_id)
        if cancel_simulation(simulation_id=simulation.pk, at=timezone.now()):
            record(request, game, "Cancelled a simulation")
            messages.success(request, "The simulation was cancelled.")
        return redirect(_address(game))

    def _game(self, request: HttpRequest, object_id: UUID | str, *, to: str = "view") -> Game:
        """Return a game of the person's, who may look at its simulations, or run them."""
        game = self.row(request, str(object_id))
        if game is None:
            raise Http404
        allowed = request.user.has_perm(f"promotions.{to}_simulation", game)
        if not allowed or game.kind != GameKind.INSTANT_WIN:
            raise PermissionDenied
        return game  # type: ignore[no-any-return]

    def _page(self, request: HttpRequest, game: Game, form: ExpectedPlaysForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Odds of {game}",
            "opts": self.opts,
            "original": game,
            "game": game,
            "back_url": reverse("admin:promotions_game_change", args=[game.pk]),
            "form": form,
            "may_run": request.user.has_perm("promotions.run_simulation", game),
            **_moments_context(game),
            **_simulation_context(request, game),
        }
        return TemplateResponse(request, PAGE, context)


def _address(game: Game) -> str:
    return reverse("admin:promotions_game_odds", args=[game.pk])


def _form(game: Game, data: Any = None) -> ExpectedPlaysForm:
    campaigns = campaigns_to_learn_from(game.campaign, at=timezone.now())
    return ExpectedPlaysForm(
        data, campaigns=campaigns, initial=initial_of(game.simulations.first())
    )


def _simulation(game: Game, simulation_id: UUID) -> Simulation:
    found = game.simulations.filter(pk=simulation_id).first()
    if found is None:
        raise Http404
    return found


def _moments_context(game: Game) -> dict[str, Any]:
    try:
        spread = spread_of_moments(game=game, at=timezone.now())
    except NotSimulatable as error:
        return {"no_spread": str(error)}
    if spread is None:
        return {"no_spread": "No prize of this game is won by winning moments."}
    hours = [(f"{hour:02}:00", f"{moments:,.1f}") for hour, moments in enumerate(spread.hours)]
    has_hours = any(spread.hours)
    digits = 1 if spread.is_expected and has_hours else 0
    days = [(day.isoformat(), f"{moments:,.{digits}f}") for day, moments in spread.days.items()]
    return {
        "spread": spread,
        "spread_days": [(day_words(day), moments) for day, moments in days],
        "spread_hours": hours,
        "days_chart": days_chart(spread),
        "hours_chart": hours_chart(spread) if has_hours else None,
    }


def _simulation_context(request: HttpRequest, game: Game) -> dict[str, Any]:
    """Return the simulation that is asked for, or the newest one, and the others to choose."""
    simulations = list(
        game.simulations.select_related("created_by").defer("result")[:EARLIER_SHOWN]
    )
    asked = request.GET.get("simulation", "")
    shown = next((each for each in simulations if str(each.pk) == asked), None)
    shown = shown or next(iter(simulations), None)
    if shown is None:
        return {}
    return {
        "simulation": shown,
        "simulations": simulations,
        "inputs": list(facts_of_inputs(shown)),
        "progress_url": reverse(
            "admin:promotions_game_simulation_progress", args=[game.pk, shown.pk]
        ),
        **(_result_context(shown) if shown.result else {}),
        "is_outdated": _is_outdated(shown, game),
    }


def _is_outdated(simulation: Simulation, game: Game) -> bool:
    """Tell whether prizes or limits are others than those that were simulated."""
    try:
        rules = describe_rules(game=game, at=simulation.created_at)
    except NotSimulatable:
        return True
    return bool(rules != simulation.inputs["rules"])


def _result_context(simulation: Simulation) -> dict[str, Any]:
    result: dict[str, Any] = simulation.result or {}
    days = zip(result["days"], *result["awards_per_day"].values(), strict=True)
    return {
        "result": result,
        "warnings": warnings_of(simulation),
        "awards_chart": awards_chart(result),
        "result_days": [(day_words(day), *figures) for day, *figures in days],
        "figures": [
            ("Odds per play", odds_words(result["odds"])),
            ("Plays", spread_words(result["plays"])),
            ("Awards", spread_words(result["awards"])),
            *((f"Cost, {cost['currency']}", spread_words(cost)) for cost in result["costs"]),
        ],
        "prize_rows": [_prize_row(prize) for prize in result["prizes"]],
        "has_fewer_runs": result["runs"] < 1_000,  # noqa: PLR2004 - as asked for
    }


def _prize_row(prize: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": f"{prize['name']} ({prize['code']})",
        "quantity": f"{prize['quantity']:,}",
        "odds": odds_words(prize["odds"]),
        "awards": spread_words(prize["awards"]),
        "left": spread_words(prize["left"]),
        "sold_out": percent(prize["sold_out"]),
        "sold_out_on": day_words(prize["sold_out_on"]),
    }
