"""Hypothesis strategies: worlds that sentences are told of."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from harness.judging import US_ONLY
from harness.model.claims import ClaimKind
from harness.model.selection import Selection
from harness.model.verdicts import Verdict
from harness.model.words import ContactLevel
from tests.support.judging_rows import accepted, claim
from tests.support.sentence_world import SPOTS, STEPS, WORDS, Plan, World, about, plan, scope_of

_VERDICTS = (
    (Verdict.PASS,),
    (Verdict.PASS, Verdict.NONE),
    (Verdict.PASS, Verdict.INCONCLUSIVE),
    (Verdict.NONE, Verdict.INCONCLUSIVE),
    (Verdict.FAIL, Verdict.PASS, Verdict.INCONCLUSIVE),
    tuple(Verdict),
)
"""Verdicts of the cells of one world: with all five in each, next to none would be PASS as a whole."""


@st.composite
def plans(draw: st.DrawFn, number: int, verdicts: tuple[Verdict, ...]) -> Plan:
    """A cell with any values, and one of some verdicts with its proof."""
    verdict = draw(st.sampled_from(verdicts))
    steps = draw(st.lists(st.sampled_from(STEPS), unique=True, max_size=3))
    some = st.frozensets(st.sampled_from(steps)) if steps else st.just(frozenset[str]())
    return plan(
        number,
        verdict,
        steps=tuple(steps),
        shown=draw(some),
        stated=draw(some),
        hosts=tuple(
            f"{name}.skylark.example" for name in sorted(draw(st.sets(st.sampled_from("abcde"), min_size=1)))
        ),
        spots=draw(st.frozensets(st.sampled_from(SPOTS), min_size=1)),
        loss=draw(st.none() | st.floats(0, 0.5)),
        interference=draw(st.booleans()),
        ip_versions=draw(st.sampled_from([(4,), (6,), (4, 6)])),
        **{variable: draw(st.sampled_from(values)) for variable, values in WORDS.items()},
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Some cells, all within the scope of a claim that is asserted for these and perhaps for more."""
    verdicts = draw(st.sampled_from(_VERDICTS))
    made = tuple(draw(plans(number, verdicts)) for number in range(draw(st.integers(1, 4))))
    scope = scope_of(made)
    more = {
        f"{variable}s" if variable != "settings" else variable: draw(
            st.just(())
            | st.permutations(
                [*dict.fromkeys((*getattr(scope, name), *draw(st.sets(st.sampled_from(values)))))]
            ).map(tuple)
        )
        for variable, values in WORDS.items()
        for name in (f"{variable}s" if variable != "settings" else variable,)
        if variable not in ("bearer", "consent")
    }
    kind = draw(st.sampled_from(list(ClaimKind)))
    of = claim(
        kind=kind,
        level=draw(st.sampled_from(list(ContactLevel))),
        scope=replace(
            scope, **more, steps=draw(st.sets(st.sampled_from(STEPS)).map(sorted).map(tuple)),
            products=draw(st.sampled_from([(), ("Skylark", "Finch")])),
        ),
        **about(kind),
    )  # fmt: skip
    limits = draw(st.lists(st.builds(accepted, st.sampled_from(SPOTS)), max_size=2))
    made_by = draw(st.sampled_from([None, "harness forge"]))
    return World(claim=of, plans=made, limits=tuple(limits), made_by=made_by)


SELECTIONS = st.sampled_from([Selection(), US_ONLY, Selection((("egress.region", ("BR", "DE")),))])
