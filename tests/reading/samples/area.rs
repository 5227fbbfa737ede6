//! Areas of shapes.
use std::f64::consts::PI;

#[derive(Debug, Clone)]
// kept small
pub enum Shape {
    Circle(f64),
    Square(f64),
}

impl Shape {
    /// The area, in square metres.
    pub fn area(&self) -> f64 {
        match self {
            Shape::Circle(r) => PI * r * r,
            Shape::Square(side) => {
                let s = *side;
                s * s
            }
        }
    }
}

fn main() {
    let shapes = vec![
        Shape::Circle(1.0),
        Shape::Square(2.0),
    ];
    for shape in &shapes {
        if shape.area() > 3.5 {
            println!("{:?}", shape);
        } else {
            continue;
        }
    }
}
