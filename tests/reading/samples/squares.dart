import 'dart:math';

/// A square.
class Square {
  final double side;

  Square(this.side);

  double area() {
    return pow(side, 2).toDouble();
  }
}

void main() {
  final squares = [1.0, 2.0].map((s) => Square(s));
  for (final square in squares) {
    if (square.area() > 1) {
      print(square.area());
    } else {
      print('small');
    }
  }
}
