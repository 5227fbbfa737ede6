import { useState } from "react";

type Props = { start: number };

export function Counter({ start }: Props) {
  const [count, setCount] = useState(start);
  return (
    <button onClick={() => setCount(count + 1)}>
      {count}
    </button>
  );
}
