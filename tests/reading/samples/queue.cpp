#include <iostream>
#include <vector>

namespace desk {

template <typename T>
class Queue {
public:
    void push(T value) { items_.push_back(value); }

    T pop() {
        T first = items_.front();
        items_.erase(items_.begin());
        return first;
    }

private:
    std::vector<T> items_;
};

}  // namespace desk

int main() {
    desk::Queue<int> queue;
    for (int i = 0; i < 3; ++i) {
        queue.push(i);
    }
    try {
        std::cout << queue.pop() << '\n';
    } catch (const std::exception& error) {
        return 1;
    }
}
