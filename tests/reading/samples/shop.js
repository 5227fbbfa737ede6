#!/usr/bin/env node
// Count the orders of each customer.
import { readFile } from "node:fs/promises";

/* Prices are in
   cents. */
const orders = JSON.parse(
  await readFile("orders.json", "utf8"),
);

class Basket {
  items = [];

  add(item) {
    this.items.push(item); // keeps order
  }
}

function total(items) {
  if (!items.length) {
    return 0;
  } else if (items.length === 1)
    return items[0].price;
  else {
    // the usual case
    return items.reduce(
      (sum, item) => sum + item.price,
      0,
    );
  }
}

orders.forEach((order) => {
  const basket = new Basket();
  for (const item of order.items) basket.add(item);

  try {
    console.log(order.customer, total(basket.items));
  } catch (error) {
    console.error(error);
  } finally {
    basket.items = [];
  }
});

switch (orders.length) {
  case 0:
    console.log("none");
    break;
  default:
    console.log("some");
}
