using System;

namespace Store
{
    public class Shelf
    {
        public int Size { get; set; }

        [Obsolete]
        public void Fill(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Size += 1;
            }
            if (Size > 3)
            {
                Console.WriteLine("full");
            }
            else
            {
                Console.WriteLine("room");
            }
        }
    }
}
