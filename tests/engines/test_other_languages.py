"""What the reference engine says of code whose syntax alone is known, as those who know the languages would."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.engines.reference.engine import ReferenceEngine
from explainer.evidence.check import check
from explainer.model import ExplainRequest, Research, ResolvedCall, Snippet
from explainer.reading.facts import collect
from explainer.reading.languages import language_of
from explainer.reading.steps import cut
from explainer.settings import Settings


def told(language: str, text: str) -> dict[int, str]:
    """Return what is said of each step, by the line on which it starts."""
    snippet = Snippet("a", language, "a", "", text, "")
    steps = cut(snippet)
    engine, found = ReferenceEngine(Settings()), {}
    for step, facts in zip(steps, collect(snippet, steps), strict=True):
        research = Research(calls=tuple(ResolvedCall(call, None, None) for call in facts.calls))
        request = ExplainRequest(language, step, facts, research)
        explanation = engine.explain(request)
        assert check(explanation, request)[1] == ()
        found[step.start_line] = " ".join(claim.text for claim in explanation.claims)
    return found


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ruby", "raise A, 'b' if n > 3", "Raises `A, 'b'`, but only if `n > 3` holds."),
        ("ruby", "puts 1 unless quiet?", "Calls `puts`, but only if `quiet?` does not hold."),
        ("ruby", "return unless x", "Ends the function, but only if `x` does not hold."),
        ("ruby", "break if done?", "Leaves the loop, but only if `done?` holds."),
        ("ruby", "n += 1 while n < 3", "Changes `n`, again and again as long as `n < 3` holds."),
        ("ruby", "n += 1 until n > 3", "Changes `n`, again and again until `n > 3` holds."),
        ("ruby", "unless a.b?\n  c\nend", "Runs the block below only if `a.b?` does not hold."),
        ("ruby", "until a.b?\n  c\nend", "Repeats the block below until `a.b?` holds."),
        ("ruby", "if a then b(1) else c(2) end", "Chooses by whether `a` holds. It calls `b` and `c`."),
        ("elixir", 'unless n, do: raise "no"', "Runs the rest of the line only if `n` does not hold."),
        ("elixir", "if n > 3 do\n  a()\nend", "Runs the block below only if `n > 3` holds."),
        (
            "swift", "guard let x = f() else { return }",
            "Goes on only if `let x = f()` holds, and else runs the rest of the line.",
        ),
        (
            "swift", "guard let x = f(), x > 0 else {\n  return\n}",
            "Goes on only if `let x = f(), x > 0` holds, and else runs the block below.",
        ),
        (
            "swift", "guard let x = f()\nelse {\n  return\n}",
            "Goes on only if `let x = f()` holds, and else runs the block below.",
        ),
        ("java", "if (a) // why\n    b();", "Runs the block below only if `a` holds. The comment adds: “why”."),
        ("bash", "if a; then b; elif c; then d; fi", "Chooses by whether `a` succeeds. It runs `b`, `c` and `d`."),
        (
            "rust", "let Some(a) = b else {\n    return;\n};",
            "Takes a value apart as `Some(a)`, and runs the block below if it does not fit.",
        ),
        ("rust", "while let Some(a) = b {\n    c();\n}", "Repeats the block below as long as `let Some(a) = b` holds."),
        ("rust", "loop {\n    c();\n}", "Repeats the block below until it is left."),
        ("kotlin", "if (a > 3) return", "Runs the rest of the line only if `a > 3` holds."),
        ("csharp", "if (a)\n{\n    b();\n}", "Runs the block below only if `a` holds."),
        ("javascript", "while (a) b();", "Repeats the rest of the line as long as `a` holds. It calls `b`."),
        ("javascript", "do { a(); } while (b);", "Runs the rest of the line, and again as long as `b` holds. It calls `a`."),
        ("bash", "until ping -c1 a; do b; done", "Repeats the rest of the line until `ping -c1 a` succeeds. It runs `b`."),
        ("c", "#ifdef A\nint b = 1;\n#endif", "Keeps the lines below only if `A` is defined when the code is compiled."),
    ],
)  # fmt: skip
def test_a_condition_is_told_as_it_is_asked(language: str, text: str, expected: str) -> None:
    assert told(language, f"{text}\n")[1] == expected


@pytest.mark.parametrize(
    ("language", "text", "end"),
    [
        ("javascript", "do {\n  a();\n} while (b);\n", "as long as `b` holds"),
        ("swift", "repeat {\n  a()\n} while b\n", "as long as `b` holds"),
        ("ruby", "begin\n  a(1)\nend while b\n", "as long as `b` holds"),
        ("lua", "repeat\n  a()\nuntil b\n", "until `b` holds"),
    ],
)
def test_a_loop_that_asks_at_its_end_runs_once_before(language: str, text: str, end: str) -> None:
    found = told(language, text)
    words = end.replace("`b`", "the condition at its end")
    assert (found[1], found[3]) == (f"Runs the block below, and again {words}.", f"Repeats the block above {end}.")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("javascript", "a.b ??= f();", "Gives `a.b` the value `f()` only if it has none."),
        ("ruby", "@a ||= f(1)", "Gives `@a` the value `f(1)` only if it counts as false."),
        ("csharp", "a ??= 3;", "Gives `a` the value `3` only if it has none."),
        ("javascript", "n += f();", "Changes `n`. It calls `f`."),
        ("javascript", "n++;", "Changes `n`."),
        ("javascript", "const [a, setA] = useState(1);", "Gives `[a, setA]` the value `useState(1)`."),
        ("javascript", "const f = () => { x = 1; };", "Gives `f` the value `() => { x = 1; }`."),
        ("typescript", "let a: string;", "Declares `a`."),
        ("rust", "let v: Vec<u8> = f();", "Gives `v` the value `f()`."),
        ("scala", "val t: Double = 3", "Gives `t` the value `3`."),
        ("scala", "a(b) = c", "Gives `a(b)` the value `c`."),
        ("swift", "let y = cache[key]", "Gives `y` the value `cache[key]`."),
        ("swift", "let y: Int", "Declares `y`."),
        ("go", "package a\n\nvar n int = 3", "Gives `n` the value `3`."),
        ("c", "node_t *n = make(3);", "Gives `n` the value `make(3)`."),
        ("c", "int a = 0, b;", "Gives `a` the value `0`."),
        ("cpp", "Stack<int> t(3);", "Declares `t`."),
        ("cpp", "auto s = std::make_unique<A<int>>(3);", "Gives `s` the value `std::make_unique<A<int>>(3)`."),
        ("cpp", "int n = static_cast<int>(v.size());", "Gives `n` the value `static_cast<int>(v.size())`."),
        ("csharp", "var a = await r.B();", "Gives `a` the value `await r.B()`."),
        ("elixir", "@max 10", "Gives `@max` the value `10`."),
        ("elixir", "{a, b} = f(1)", "Gives `{a, b}` the value `f(1)`."),
        ("elixir", "@spec add(t) :: t", "Gives `@spec` the value `add(t) :: t`."),
        ("hcl", 'region = "a"', 'Gives `region` the value `"a"`.'),
        ("lua", "local a, b = 1, 2", "Gives `a` and `b` the values `1, 2`."),
        ("javascript", "const k = f({\n  a: () => {\n    b();\n  },\n});", "Gives `k` a value that goes on in the lines below. It calls `f`."),
        ("java", "class A { int a = switch (b) {\n  case 1 -> 2;\n  default -> 3;\n}; }", "Starts the definition of the class `A`."),
    ],
)  # fmt: skip
def test_what_is_set_is_told_by_its_name(language: str, text: str, expected: str) -> None:
    found = told(language, f"{text}\n")
    assert found[max(found) if language == "go" else 1] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("javascript", "class A {\n  b() {\n    c();\n  }\n}\n", "Starts the definition of the method `b`."),
        ("javascript", "class A {\n  constructor() {\n    c();\n  }\n}\n", "Starts the definition of the constructor."),
        ("java", "class A {\n  B<C> get() { return b; }\n}\n", "Defines the method `get`."),
        ("go", "package a\nfunc (r R) B() {\n\tc()\n}\n", "Starts the definition of the method `B`."),
        ("rust", "impl A {\n    fn b(&self) {\n        c();\n    }\n}\n", "Starts the definition of the method `b`."),
        ("rust", "impl A {\n    fn new() -> A {\n        c()\n    }\n}\n", "Starts the definition of the function `new`."),
        ("cpp", "class A {\n    A(int a) : b(a) {}\n};\n", "Defines the constructor, which takes `int a`."),
        ("c", "int x;\n#define SQ(x) ((x) * (x))\n", "Defines the macro `SQ`."),
        ("ruby", "class A\n  def b\n    c(1)\n  end\nend\n", "Starts the definition of the method `b`."),
        ("elixir", "defmodule A do\n  def b(c) when is_nil(c) do\n    d(c)\n  end\nend\n", "Starts the definition of the function `b`."),
        ("kotlin", "enum class A { B }\nobject C {\n  val d = 1\n}\n", "Starts the definition of the object `C`."),
    ],
)  # fmt: skip
def test_a_definition_is_told_by_its_noun_and_name(language: str, text: str, expected: str) -> None:
    assert told(language, text)[2] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ruby", "module A\n  B = 1\nend\n", "Starts the definition of the module `A`."),
        ("rust", "impl A {\n    fn b() {}\n}\n", "Adds what follows to a type."),
        ("cpp", "static_assert(a == 4);\n", "Checks that `a == 4` holds."),
        ("php", "<?php\n$a = 1;\n", "Starts code of PHP."),
        ("swift", "defer { a() }\n", "Puts something off until the function or block around it ends. It calls `a`."),
        ("bash", "x+=3\n", "Changes `x`."),
        ("bash", "export A\n", "Makes a variable known to the programs that are started from here."),
        ("javascript", "export default A;\n", "Makes something usable in other files."),
        ("javascript", "a: for (const b of c) { d(); }\n", "Runs the rest of the line once for each `b` in `c`. It calls `d`."),
        ("cpp", "A::A(int) = delete;\n", "Rules out the function `A::A`."),
        ("css", "@media (a: b) {\n  c { d: e; }\n}\n", "Applies the rules below only where `(a: b)` holds."),
        ("html", "<ul>\n  <li>a</li>\n</ul>\n", "Is an element of the page: `ul`."),
        ("javascript", "a?.b?.(1);\n", "Calls `a?.b` with `1`."),
        ("bash", "(cd a && ls) | sort\n", "Runs `cd a`, `ls` only if that succeeds, and pipes the output of `(cd a && ls)` to `sort`."),
        ("bash", "(( a++ ))\nb\n", "Changes `a`."),
        ("lua", "--- Makes.\nf()\n", "A comment: “Makes.”"),
        ("rust", "/// Makes.\nfn f() {}\n", "A comment: “Makes.”"),
        ("haskell", "-- | Makes.\nf = 1\n", "A comment: “Makes.”"),
    ],
)  # fmt: skip
def test_other_steps_are_told_for_what_they_are(language: str, text: str, expected: str) -> None:
    assert told(language, text)[1] == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("javascript", "for (const [k, v] of m) {\n  f(k);\n}\n", "Runs the block below once for each `[k, v]` in `m`."),
        ("javascript", "for (const k in o) {\n  f(k);\n}\n", "Runs the block below once for each key `k` of `o`."),
        ("javascript", "for await (const x of xs) {\n  f(x);\n}\n", "Runs the block below once for each `x` in `xs`."),
        ("typescript", "import type { A } from \"m\";\n", "Brings in `A` from `\"m\"`."),
        ("c", "typedef A B;\n", "Defines the type `B`."),
        ("java", "for (String s : xs) {\n  f(s);\n}\n", "Runs the block below once for each `String s` in `xs`."),
        ("cpp", "for (auto& x : xs) {\n  f(x);\n}\n", "Runs the block below once for each `auto& x` in `xs`."),
        ("csharp", "foreach (var x in xs) {\n  F(x);\n}\n", "Runs the block below once for each `x` in `xs`."),
        ("php", "<?php\n\nforeach ($xs as $k => $v) {\n  f($v);\n}\n", "Runs the block below once for each `$k => $v` in `$xs`."),
        ("dart", "void f() {\n  for (final x in xs) {\n    g(x);\n  }\n}\n", "Runs the block below once for each `x` in `xs`."),
        ("kotlin", "for ((k, v) in m) {\n  f(k)\n}\n", "Runs the block below once for each `(k, v)` in `m`."),
        ("swift", "for x in xs where x > 3 {\n  f(x)\n}\n", "Runs the block below once for each `x` in `xs where x > 3`."),
        ("ruby", "for x in xs do\n  f(x)\nend\n", "Runs the block below once for each `x` in `xs`."),
        ("elixir", "for x <- xs do\n  f(x)\nend\n", "Runs the block below once for each `x` in `xs`."),
        ("rust", "fn f() {\n    for (i, x) in xs.iter().enumerate() {\n    }\n}\n", "Runs the block below once for each `(i, x)` in `xs.iter().enumerate()`."),
        ("go", "package a\n\nfunc f() {\n\tfor i, x := range g(3) {\n\t\th(x)\n\t}\n}\n", "Runs the block below once for each `i, x` in `g(3)`."),
        ("go", "package a\n\nfunc f() {\n\tfor in.Scan() {\n\t\th(x)\n\t}\n}\n", "Repeats the block below as long as `in.Scan()` holds."),
        ("rust", "fn f() {\n    loop {\n        g();\n    }\n}\n", "Repeats the block below until it is left."),
        ("c", "void f() {\n  for (;;) {\n    g();\n  }\n}\n", "Repeats the block below until it is left."),
        ("c", "void f() {\n  for (int i = 0; i < n; i++) {\n    g();\n  }\n}\n", "Starts with `int i = 0`, and repeats the block below as long as `i < n` holds, with `i++` after each turn."),
        ("c", "void f() {\n  for (int i = 0; i < n &&\n       i < m; i++) {\n    g();\n  }\n}\n", "Repeats the block below."),
        ("c", "void f() {\n  for (; p; p = p->next) {\n    g();\n  }\n}\n", "Repeats the block below as long as `p` holds, with `p = p->next` after each turn."),
        ("lua", "for k, v in pairs(t) do\n  f(k)\nend\n", "Runs the block below once for each `k, v` in `pairs(t)`."),
        ("lua", "for i = 1, n, 2 do\n  f(i)\nend\n", "Runs the block below once for each `i` from `1` to `n`, in steps of `2`."),
        ("bash", "for x in a \"$b\"; do\n  f\ndone\n", "Runs the block below once for each `x` in `a \"$b\"`."),
        ("bash", "for x; do\n  f\ndone\n", "Repeats the block below."),
        ("scala", "for (x <- xs) {\n  f(x)\n}\n", "Runs the block below once for each `x` in `xs`."),
        ("typescript", "import d, { a, b as c } from \"m\";\n", "Brings in `d`, `a` and `b as c` from `\"m\"`."),
        ("javascript", "import \"./a.css\";\n", "Brings in `\"./a.css\"`."),
        ("javascript", "import * as fs from \"fs\";\n", "Brings in `* as fs` from `\"fs\"`."),
        ("go", "package a\n\nimport (\n\t\"fmt\"\n\tx \"os\"\n)\n", "Brings in `\"fmt\"` and `x \"os\"`."),
        ("solidity", "import {A, B} from \"./c.sol\";\n", "Brings in `A` and `B` from `\"./c.sol\"`."),
        ("rust", "use std::{fs, io as i};\n", "Brings in `std::{fs, io as i}`."),
        ("c", "#include <stdio.h>\n", "Brings in `<stdio.h>`."),
        ("ruby", "require \"json\"\n", "Brings in `\"json\"`."),
        ("elixir", "import A.B, only: [f: 1]\n", "Brings in `A.B, only: [f: 1]`."),
        ("haskell", "import qualified Data.Map as M\n", "Brings in `qualified Data.Map as M`."),
        ("kotlin", "package a.b\n", "Says that the code belongs to the package `a.b`."),
        ("typescript", "type A = B<string>;\n", "Gives the type `B<string>` the name `A`."),
        ("go", "package a\n\ntype B struct {\n\tc int\n}\n", "Defines the type `B`."),
        ("kotlin", "fun f(a: Int, b: String = \"x\") {\n  g()\n}\n", "Starts the definition of the function `f`, which takes `a: Int` and `b: String = \"x\"`."),
        ("swift", "func f(_ a: Int, to b: String = \"x\") {\n  g()\n}\n", "Starts the definition of the function `f`, which takes `_ a: Int` and `to b: String = \"x\"`."),
        ("go", "package a\n\nfunc (s *S) F(a, b int) error {\n\treturn nil\n}\n", "Starts the definition of the method `F`, which takes `a, b int`."),
        ("dart", "int f(int a, {required C c}) {\n  return a;\n}\n", "Starts the definition of the function `f`, which takes `int a` and `required C c`."),
        ("c", "int f(int a, int (*b)(int,\n    int)) {\n  return a;\n}\n", "Starts the definition of the function `f`."),
        ("c", "int f(void) {\n  return 3;\n}\n", "Starts the definition of the function `f`."),
        ("javascript", "function f() { return xs.map((a) => a); }\n", "Defines the function `f`. It calls `xs.map`."),
        ("javascript", "function f(a, b, c, d, e, g, h) {\n  i();\n}\n", "Starts the definition of the function `f`, which takes seven parameters."),
    ],
)  # fmt: skip
def test_a_header_is_told_with_its_parts(language: str, text: str, expected: str) -> None:
    assert expected in told(language, text).values()


@pytest.mark.parametrize(
    ("language", "text", "value", "caught", "label"),
    [
        ("javascript", "try {\n  a();\n} catch (e) {\n  b();\n}\nswitch (x) {\n  case 1:\n    f();\n  default:\n    g();\n}\n", "x", "e", "1"),
        ("cpp", "void f() {\n  try {\n    a();\n  } catch (const E& e) {\n    b();\n  }\n  switch (x) {\n    case A:\n      f();\n    default:\n      g();\n  }\n}\n", "x", "const E& e", "A"),
        ("csharp", "try {\n  A();\n} catch (E e) {\n  B();\n}\nswitch (x) {\n  case 1:\n    F();\n    break;\n  default:\n    G();\n    break;\n}\n", "x", "E e", "1"),
        ("php", "<?php\ntry {\n  a();\n} catch (E|F $e) {\n  b();\n}\nswitch ($x) {\n  case 1:\n    f();\n  default:\n    g();\n}\n", "$x", "E|F $e", "1"),
        ("ruby", "begin\n  a\nrescue A, B => e\n  b\nend\ncase x\nwhen 1, 2\n  f\nelse\n  g\nend\n", "x", "A, B => e", "1, 2"),
        ("kotlin", "try {\n  a()\n} catch (e: E) {\n  b()\n}\nwhen (x) {\n  1, 2 -> f()\n  else -> g()\n}\n", "x", "e: E", "1, 2"),
        ("swift", "do {\n  try a()\n} catch let e as E {\n  b()\n}\nswitch x {\ncase .a(let n):\n  f()\ndefault:\n  g()\n}\n", "x", "let e as E", ".a(let n)"),
        ("rust", "fn f() {\n    match x {\n        A(n) if n > 1 => g(),\n        _ => h(),\n    }\n}\n", "x", "", "A(n) if n > 1"),
        ("scala", "x match {\n  case Some(n) if n > 1 => f()\n  case _ => g()\n}\n", "x", "", "Some(n) if n > 1"),
        ("elixir", "case x do\n  {:ok, v} when v > 1 -> f(v)\n  _ -> g()\nend\n", "x", "", "{:ok, v} when v > 1"),
        ("bash", "case \"$x\" in\n  a|b)\n    f\n    ;;\n  *)\n    g\nesac\n", '"$x"', "", "a|b"),
    ],
)  # fmt: skip
def test_a_choice_and_what_is_caught_are_told_by_what_they_name(
    language: str, text: str, value: str, caught: str, label: str
) -> None:
    found = [one.partition(". ")[0].rstrip(".") for one in told(language, text).values()]
    assert f"Chooses between the cases below by `{value}`" in found
    assert f"Is the case `{label}` of the choice above" in found
    if language != "ruby":  # there it is an `else` like any other
        assert "Is for all that no case above is for" in found
    if caught:
        assert f"Catches `{caught}` from the block above" in found


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("javascript", "function f() {\n  return g(3);\n}\n", "Ends the function and hands back `g(3)`."),
        ("javascript", "function f() {\n  return;\n}\n", "Ends the function."),
        ("javascript", "function f() {\n  return g(\n    3,\n  );\n}\n", "Ends the function and hands back its result. It calls `g`."),
        ("go", "package a\n\nfunc f() (int, error) {\n\treturn 1, nil\n}\n", "Ends the function and hands back `1, nil`."),
        ("java", "throw new A(b);\n", "Throws `new A(b)`."),
        ("kotlin", "throw e\n", "Throws `e`."),
        ("elixir", "raise \"no\"\n", "Raises `\"no\"`."),
        ("cpp", "void f() {\n  throw;\n}\n", "Reports an error to the caller."),
    ],
)  # fmt: skip
def test_what_is_handed_back_or_thrown_is_told(language: str, text: str, expected: str) -> None:
    assert expected in told(language, text).values()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("javascript", "function* f() {\n  yield x;\n}\n", "Hands `x` to the caller and goes on when it is asked for the next."),
        ("javascript", "function* f() {\n  yield* y;\n}\n", "Hands a value to the caller and goes on when it is asked for the next."),
        ("javascript", "function* f() {\n  yield x;\n}\n", "Starts the definition of the generator `f`."),
        ("ruby", "def a\n  yield b, 3\nend\n", "Runs the block that the method was given, with `b, 3`."),
        ("ruby", "def a\n  yield\nend\n", "Runs the block that the method was given."),
        ("elixir", "with {:ok, a} <- f() do\n  g(a)\nend\n", "Runs the block below only if what it names fits each of its patterns. It calls `f`."),
        ("dart", "Stream<int> f() async* {\n  yield* g();\n}\n", "Hands a value to the caller and goes on when it is asked for the next. It calls `g`."),
        ("nix", "with pkgs;\na\n", "Makes the names in `pkgs` known below."),
        ("php", "<?php\n\necho $a, $b;\n", "Prints `$a, $b`."),
        ("solidity", "contract A {\n  function f() public {\n    revert No(3);\n  }\n}\n", "Gives up with `No(3)`, and undoes what the call changed."),
        ("haskell", "f y = case y of\n  1 -> 2\n", "Defines `f` for the arguments that its pattern fits."),
        ("csharp", "yield return 3;\n", "Hands `3` to the caller and goes on when it is asked for the next."),
        ("csharp", "using (var x = F()) {\n  G();\n}\n", "Runs the block below with `var x = F()`, which is released at its end."),
        ("java", "synchronized (this) {\n  g();\n}\n", "Runs the block below with `this`, which is released at its end."),
        ("go", "package a\n\nfunc f() {\n\tdefer g(3)\n}\n", "Puts `g(3)` off until the function or block around it ends."),
        ("go", "package a\n\nfunc f() {\n\tgo g(3)\n}\n", "Starts `g(3)`, which runs alongside."),
        ("cpp", "void f() {\n  delete p;\n}\n", "Removes or releases `p`."),
        ("bash", "unset x y\n", "Removes or releases `x y`."),
        ("css", "h4, h5 {\n  color: red;\n}\n", "Sets how the elements look that `h4, h5` selects."),
        ("css", "@media (a: b) and print {\n  c { d: e; }\n}\n", "Applies the rules below only where `(a: b) and print` holds."),
        ("css", "@import url(\"x.css\");\n", "Brings in `url(\"x.css\")`."),
        ("csharp", "var a = 1;\n% b %\n", "Is nothing that the language's grammar can read."),
        ("java", "assert x > 0 : \"no\";\n", "Checks that `x > 0` holds."),
        ("cpp", "static_assert(a == 4, \"no\");\n", "Checks that `a == 4` holds."),
        ("php", "<?php\n\nglobal $a;\n", "Takes `$a` from the whole program."),
        ("php", "<?php\n\nclass A {\n  protected int $b;\n  public $c;\n}\n", "Declares `protected int $b`."),
        ("ruby", "class A\n  attr_reader :b\nend\n", "Declares `attr_reader :b`."),
        ("solidity", "contract A {\n  event B(address c);\n}\n", "Declares `event B(address c)`."),
        ("c", "#ifndef A\n#include <a.h>\n#endif\n", "Keeps the lines below only if `A` is not defined when the code is compiled."),
        ("c", "#if A > 3\nint b;\n#elif C\nint d;\n#endif\n", "Keeps the lines below if nothing above applied and `C` holds when the code is compiled."),
    ],
)  # fmt: skip
def test_what_a_keyword_is_about_is_told(language: str, text: str, expected: str) -> None:
    assert expected in told(language, text).values()


def test_a_value_of_a_struct_is_no_definition() -> None:
    assert told("rust", "fn f() -> A {\n    A { b: g(3) }\n}\n")[2] == "Calls `g` with `3`."


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("javascript", "a(() => b(), c());", "Calls `c` and `a`. A function in it calls `b`."),
        ("javascript", "const f = () => g();", "Gives `f` the value `() => g()`. A function in it calls `g`."),
        ("javascript", "a(() => b(), () => c());", "Calls `a`. Functions in it call `b` and `c`."),
        ("ruby", "5.times { |i| puts i }", "Calls `5.times`. A block in it calls `puts`."),
        ("kotlin", "a.forEach { b(it) }", "Calls `a.forEach`. A block in it calls `b`."),
        ("swift", "var n = 0 { didSet { update() } }", "Gives `n` the value `0`. A block in it calls `update`."),
        ("swift", "var n: Int { make() }", "Declares `n`. A block in it calls `make`."),
        ("lua", "pcall(function() a() end)", "Calls `pcall`. A function in it calls `a`."),
        ("php", "<?php b(fn($x) => c($x));", "Starts code of PHP. It calls `b`. A function in it calls `c`."),
    ],
)
def test_what_a_function_without_a_name_calls_is_not_told_as_called_at_once(
    language: str, text: str, expected: str
) -> None:
    assert told(language, f"{text}\n")[1] == expected


def test_break_in_a_choice_does_not_leave_a_loop() -> None:
    found = told("javascript", "switch (a) {\n  case 1:\n    b();\n    break;\n}\n")
    assert found[4] == "Leaves the loop or the choice around it."


def test_comments_and_marks_of_documents_of_yaml_are_steps_of_their_own() -> None:
    assert told("yaml", "%YAML 1.2\n---\n# about a\na: 1\n...\n---\n# about b\n- b\n...\n") == {
        1: "Tells the program that reads the document how to do so.",
        2: "Starts a document.",
        3: "A comment: “about a”.",
        4: "Gives `a` the value `1`.",
        5: "Ends the document.",
        6: "Starts a document.",
        7: "A comment: “about b”.",
        8: "Is an item of the list.",
        9: "Ends the document.",
    }


@pytest.mark.parametrize(
    "path",
    sorted(one for one in Path(__file__).parents[1].joinpath("reading/samples").iterdir() if one.suffix != ".steps"),
    ids=lambda path: path.name,
)
def test_something_is_said_of_each_statement(path: Path) -> None:
    assert all(told(language_of(path) or "", path.read_text()).values())
