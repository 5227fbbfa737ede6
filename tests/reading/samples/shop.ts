import { Item } from "./item";

interface Order {
  customer: string;
  items: Item[];
}

type Totals = Record<string, number>;

@logged
export class Desk {
  private totals: Totals = {};

  @timed()
  add(order: Order): void {
    const sum = order.items.reduce((a, b) => a + b.price, 0);
    this.totals[order.customer] = sum;
  }
}

export function open(): Desk {
  return new Desk();
}
