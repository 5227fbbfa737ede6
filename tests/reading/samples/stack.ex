defmodule Stack do
  @moduledoc """
  A stack.
  """

  use GenServer

  # Starts it.
  def start_link(items) do
    GenServer.start_link(__MODULE__, items)
  end

  def handle_call(:pop, _from, [head | tail]) do
    if tail == [] do
      {:reply, head, []}
    else
      {:reply, head, tail}
    end
  end
end
