package sums

import scala.util.Try

object Sums {
  val start = 1

  def sum(numbers: List[Int]): Int = {
    val total = numbers.foldLeft(0) { (a, b) =>
      a + b
    }
    total + start
  }

  def main(args: Array[String]): Unit = {
    if (args.isEmpty) {
      println("none")
    } else {
      println(sum(args.map(_.toInt).toList))
    }
  }
}
