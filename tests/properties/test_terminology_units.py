"""Units: conversions keep order, are exact where they end, and never fail on any text."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from graftwatch.terminology.concepts import Concept
from graftwatch.terminology.units import Quantity, to_canonical

tenths_of_a_degree = st.integers(min_value=790, max_value=1120).map(lambda tenths: Decimal(tenths) / 10)


@given(tenths_of_a_degree, tenths_of_a_degree)
def test_fahrenheit_keeps_the_order_of_temperatures(one: Decimal, other: Decimal) -> None:
    first, second = (to_canonical(value, "°F", Concept.TEMPERATURE) for value in (one, other))
    assert isinstance(first, Quantity)
    assert isinstance(second, Quantity)
    assert (first.value < second.value) == (one < other)


@given(tenths_of_a_degree)
def test_fever_in_fahrenheit_is_fever_in_celsius(value: Decimal) -> None:
    quantity = to_canonical(value, "[degF]", Concept.TEMPERATURE)
    assert isinstance(quantity, Quantity)
    assert (quantity.value > Decimal("38.0")) == (value > Decimal("100.4"))


@given(st.decimals(allow_nan=True, allow_infinity=True), st.none() | st.text(max_size=12), st.sampled_from(Concept))
def test_no_number_and_no_unit_makes_it_fail(value: Decimal, unit: str | None, concept: Concept) -> None:
    to_canonical(value, unit, concept)
