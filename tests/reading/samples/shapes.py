#!/usr/bin/env python3
# Areas of shapes.
"""Say how large some shapes are."""

from dataclasses import dataclass


@dataclass(frozen=True)
# never changed
class Square:
    """A square."""

    side: float  # in metres

    def area(self) -> float:
        return self.side**2


shapes = [
    Square(1.0),

    Square(2.0),  # the larger one
]
for shape in shapes:
    match shape:
        case Square(side) if side > 1.5:
            print(
                "large",
                shape.area(),
            )
        case _:
            pass
try:
    total = sum(shape.area() for shape in shapes)
except AttributeError as error:
    raise SystemExit(1) from error
else:
    print(total)
finally:
    del shapes
