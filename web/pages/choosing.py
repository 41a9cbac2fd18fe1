"""Templates in which a choice between texts costs no more than the choice: they are escaped once, when loaded."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame


class Choosing(CodeGenerator):
    """Writes ``{{ "ใช่" if th else "Yes" }}`` as if it were ``{% if th %}ใช่{% else %}Yes{% endif %}``.

    A page of two languages has thousands of these. As expressions each would be escaped at every use, and one without
    an ``else`` would first make an object that explains what is missing, to write nothing.
    """

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:
        if frame.require_output_check or not any(isinstance(child, nodes.CondExpr) for child in node.nodes):
            super().visit_Output(node, frame)
            return
        plain: list[nodes.Expr] = []
        for child in node.nodes:
            if isinstance(child, nodes.CondExpr):
                self._put(plain, node, frame)
                plain = []
                self.visit(self._choice(child), frame)
            else:
                plain.append(child)
        self._put(plain, node, frame)

    def _put(self, children: Sequence[nodes.Expr], of: nodes.Output, frame: Frame) -> None:
        if children:
            super().visit_Output(self._said(children, of.lineno), frame)

    def _choice(self, choice: nodes.CondExpr) -> nodes.If:
        one = [self._said([choice.expr1], choice.lineno)]
        other = [] if choice.expr2 is None else [self._said([choice.expr2], choice.lineno)]
        return nodes.If(choice.test, one, [], other, lineno=choice.lineno, environment=self.environment)

    def _said(self, children: Sequence[nodes.Expr], line: int) -> nodes.Output:
        return nodes.Output(list(children), lineno=line, environment=self.environment)
