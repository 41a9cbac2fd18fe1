"""Templates that choose between texts: written as any template would be, with nothing left to do but the choice."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment
from jinja2.compiler import CodeGenerator

from web.pages.choosing import Choosing

TEMPLATES = {
    "one of two": "<p>{{ 'ใช่ & ครบ' if th else 'Yes & all' }}</p>",
    "one or nothing": "<i class='a{{ ' b' if th }}{{ ' c' if not th }}'></i>",
    "one of three": "{{ 'ก' if th else name if name else 'none' }}",
    "values": "{{ name if th else other }} {{ (name if th) ~ '<' }} {{ name | upper if th else 'x' }}",
    "in a macro": "{% macro m(x) %}{{ x if x else '–' }}{{ caller() if caller }}{% endmacro %}{{ m(name) }}{{ m('') }}",
    "in a loop": "{% for x in (1, 2) %}{{ 'first' if loop.first else x }}{% set y = 3 %}{{ y if th }}{% endfor %}",
    "in a block": "{% extends 'page' %}{{ 'no' if th }}{% block body %}{{ super() if th else name }}{% endblock %}",
    "page": "<main>{% block body %}{{ 'หน้า' if th else 'page' }}{% endblock %}</main>",
    "set": "{% set said %}{{ '<b>' if th else name }}{% endset %}{{ said }}{{ said if said else 'x' }}",
}
GIVEN = [{"th": th, "name": name, "other": 7} for th in (True, False) for name in ("น้ำ <ใจ>", "", None)]


def environment(generator: type[CodeGenerator]) -> Environment:
    made = Environment(loader=DictLoader(TEMPLATES), autoescape=True)
    made.code_generator_class = generator
    return made


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("given", GIVEN, ids=str)
def test_a_template_says_what_it_would_say_anyway(name: str, given: dict[str, object]) -> None:
    said, expected = (environment(one).get_template(name).render(given) for one in (Choosing, CodeGenerator))
    assert said == expected


def test_texts_are_escaped_when_a_template_is_loaded_and_not_at_each_use() -> None:
    written, stock = (environment(one).compile(TEMPLATES["one of two"], raw=True) for one in (Choosing, CodeGenerator))
    assert "Yes &amp; all" in written
    assert "escape(" not in written.partition("def root")[2]
    assert "escape(" in stock.partition("def root")[2]
